package io.tandemprofiler.agent;

/** When windows end (R30). Thread-safe: only functions. */
final class WindowEnd {
  private static final long FIRST_MILLIS = 10_000;

  private WindowEnd() {}

  /** Of the first: soon, so that whoever just started the program sees something. */
  static long first(long startMillis, int reportSeconds) {
    return startMillis + Math.min(FIRST_MILLIS, reportSeconds * 1000L);
  }

  /**
   * Of the others: a multiple of the period since the epoch; the next but one where the next is
   * less than a fifth of a period away.
   */
  static long next(long startMillis, int reportSeconds) {
    long period = reportSeconds * 1000L;
    long end = (startMillis / period + 1) * period;
    return end - startMillis < period / 5 ? end + period : end;
  }
}
