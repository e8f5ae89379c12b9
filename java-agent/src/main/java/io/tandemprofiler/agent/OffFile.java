package io.tandemprofiler.agent;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** A file that switches off as long as it is there. Not thread-safe. */
final class OffFile {
  private final Optional<Path> path;
  private final Switch power;
  private final Consumer<String> log;

  OffFile(Optional<Path> path, Switch power, Consumer<String> log) {
    this.path = path;
    this.power = power;
    this.log = log;
  }

  /** Whether a file that switches off was named, and is there. */
  static boolean isThere(Optional<Path> path) {
    return path.isPresent() && !Files.notExists(path.get());
  }

  /** Looks whether it is there. */
  void look() {
    if (path.isEmpty()) {
      return;
    }
    boolean on = !isThere(path);
    if (power.set(Switch.Hand.FILE, on)) {
      log.accept(on ? "off_file is gone: sampling again" : "off_file is there: sampling nothing");
    }
  }
}
