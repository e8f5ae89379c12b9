package io.tandemprofiler.agent;

/** When windows end (R30). Thread-safe: only functions. */
final class WindowEnd {
  private static final long FIRST_MILLIS = 10_000;
  private static final long MAX_MILLIS = 3_600_000; // R11

  private WindowEnd() {}

  /** Of the first: soon, so that whoever just started the program sees something. */
  static long first(long startMillis, int reportSeconds) {
    return startMillis + Math.min(FIRST_MILLIS, reportSeconds * 1000L);
  }

  /**
   * Of the others: a multiple of the period since the epoch; the next but one where the next is
   * less than a fifth of a period away, and R11 allows it.
   */
  static long next(long startMillis, int reportSeconds) {
    long period = reportSeconds * 1000L;
    long end = (startMillis / period + 1) * period;
    long late = end + period;
    boolean soon = end - startMillis < period / 5;
    return soon && late - startMillis <= MAX_MILLIS ? late : end;
  }
}
