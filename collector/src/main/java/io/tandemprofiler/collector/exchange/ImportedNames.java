package io.tandemprofiler.collector.exchange;

import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.JavaNames;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.Names;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names frames out of other profilers' texts: paths and names of threads are left out. */
final class ImportedNames {
  /** As async-profiler writes classes: with slashes, then the method. */
  private static final Pattern JAVA =
      Pattern.compile("((?:[\\w$-]+/)+[\\w$./+-]+)\\.([\\w$<>-]+)(?:_\\[[j0-9i]])?");

  /** What Java's and Linux's profilers append: how the frame was compiled, and whose it is. */
  private static final Pattern ANNOTATION = Pattern.compile("_\\[[a-z0-9]]$");

  /** A source in brackets behind a name, as in {@code total (shop/cart.py:12)}. */
  private static final Pattern SOURCE = Pattern.compile(" \\((?:[^()]*[/\\\\.:][^()]*)\\)$");

  /** Frames that stand for a thread or a process: async-profiler's and py-spy's. */
  private static final Pattern THREAD =
      Pattern.compile("\\[.*tid=\\d+.*]|[Tt]hread \\(?(?:0x[0-9A-Fa-f]+|\\d+)\\b.*|process \\d+.*");

  private static final Pattern DRIVE = Pattern.compile("^[A-Za-z]:");

  private static final Pattern PATH = Pattern.compile("(?:[A-Za-z]:)?[/\\\\].*");

  private ImportedNames() {}

  /** A frame of collapsed stacks, where what has slashes and a dot is Java's. */
  static Optional<Frame> collapsed(String text) {
    Matcher java = JAVA.matcher(text);
    return java.matches()
        ? Optional.of(JavaNames.frame(java.group(1).replace('/', '.'), java.group(2)))
        : frame(text);
  }

  /** A frame; nothing where the text names a thread or a process, or is empty. */
  static Optional<Frame> frame(String text) {
    String name = SOURCE.matcher(text.strip()).replaceFirst("");
    if (name.isEmpty() || THREAD.matcher(name).matches()) {
      return Optional.empty();
    }
    String plain = ANNOTATION.matcher(name).replaceFirst("");
    if (PATH.matcher(plain).matches()) {
      String path = DRIVE.matcher(plain.replace('\\', '/')).replaceFirst("");
      return Optional.of(new Frame(Language.NATIVE, "", path));
    }
    return Optional.of(new Frame(Language.OTHER, "", withoutControl(plain)));
  }

  private static String withoutControl(String name) {
    return Names.hasControl(name) ? Names.GENERATED : name;
  }
}
