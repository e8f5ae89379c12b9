package io.tandemprofiler.collector.store;

/** Hours and days of UTC, in milliseconds since the epoch. */
final class Times {
  static final long HOUR = 3_600_000;
  static final long DAY = 24 * HOUR;

  private Times() {}

  /** Start of the hour that holds a time. */
  static long hour(long millis) {
    return Math.floorDiv(millis, HOUR) * HOUR;
  }

  /** Start of the day that holds a time. */
  static long day(long millis) {
    return Math.floorDiv(millis, DAY) * DAY;
  }
}
