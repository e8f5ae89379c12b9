package io.tandemprofiler.agent.sampler;

import io.tandemprofiler.model.ClassCount;
import io.tandemprofiler.model.JavaNames;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads a histogram of the heap as the JVM prints it. Thread-safe: only functions. */
final class HeapHistogram {
  /** As in {@code 3: 35704 856896 java.lang.String (java.base@17.0.15)}. */
  private static final Pattern LINE =
      Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(.+?)(?: \\([^()]*\\))?");

  private HeapHistogram() {}

  /** One for each class of each loader, named as is sent; names can repeat. */
  static List<ClassCount> read(String text) {
    return text.lines()
        .map(LINE::matcher)
        .filter(Matcher::matches)
        .filter(line -> !line.group(1).equals("0"))
        .map(HeapHistogram::count)
        .collect(Collectors.toList());
  }

  private static ClassCount count(Matcher line) {
    return new ClassCount(
        JavaNames.className(line.group(3)),
        Long.parseLong(line.group(1)),
        Long.parseLong(line.group(2)));
  }
}
