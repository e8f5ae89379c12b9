package io.tandemprofiler.collector.store;

import java.time.Duration;

/**
 * How long what is kept. Whatever limit is reached first counts.
 *
 * @param profiles each by itself
 * @param hours sums of hours; counted from the end of their day
 * @param days sums of days
 * @param bytes of all objects together; beyond it single profiles go first, the oldest of them
 *     first, then hours, then days
 */
public record Retention(Duration profiles, Duration hours, Duration days, long bytes) {
  public static final Retention DEFAULT =
      new Retention(Duration.ofDays(15), Duration.ofDays(60), Duration.ofDays(3 * 365), 50L << 30);

  public Retention {
    if (profiles.isNegative() || hours.isNegative() || days.isNegative() || bytes < 0) {
      throw new IllegalArgumentException(
          "retention of " + profiles + ", " + hours + ", " + days + ", " + bytes + " bytes");
    }
  }

  long millis(Resolution resolution) {
    return switch (resolution) {
      case PROFILE -> profiles.toMillis();
      case HOUR -> hours.toMillis();
      case DAY -> days.toMillis();
    };
  }
}
