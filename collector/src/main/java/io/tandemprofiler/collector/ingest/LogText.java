package io.tandemprofiler.collector.ingest;

/** Text from outside, made fit for one line of a log. */
final class LogText {
  private static final int MAX_CHARS = 500;

  private LogText() {}

  /** Control characters and line separators become {@code ?}; what is too long is cut. */
  static String of(String text) {
    String line = text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\u2028\u2029]", "?");
    return line.length() <= MAX_CHARS ? line : line.substring(0, MAX_CHARS) + "…";
  }
}
