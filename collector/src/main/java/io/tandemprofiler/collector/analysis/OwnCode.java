package io.tandemprofiler.collector.analysis;

import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.Names;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tells a service's own code from that of runtimes and libraries, by name: no path is known of any
 * code. A library that is not listed counts as own code. Immutable.
 */
final class OwnCode {
  private static final Set<String> JAVA = read("libraries-java.txt");
  private static final Set<String> PYTHON = read("libraries-python.txt");

  private OwnCode() {}

  /** Whether a function is the service's own; what has no owner is nobody's, but in imports. */
  static boolean owns(Frame frame) {
    String owner = frame.language() == Language.OTHER ? frame.function() : frame.owner();
    if (owner.isEmpty() || owner.startsWith(Names.GENERATED) || owner.startsWith("$Proxy")) {
      return false;
    }
    return switch (frame.language()) {
      case JAVA -> !isIn(JAVA, owner);
      case PYTHON -> !isIn(PYTHON, owner);
      case OTHER -> owner.indexOf('.') > 0 && !isIn(JAVA, owner) && !isIn(PYTHON, owner);
      default -> false;
    };
  }

  /** Whether a package, or one that it lies in, is listed. */
  private static boolean isIn(Set<String> packages, String owner) {
    for (int dot = owner.indexOf('.'); dot >= 0; dot = owner.indexOf('.', dot + 1)) {
      if (packages.contains(owner.substring(0, dot))) {
        return true;
      }
    }
    return packages.contains(owner);
  }

  private static Set<String> read(String resource) {
    try (InputStream in = OwnCode.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException("read " + resource, e);
    }
  }
}
