package io.tandemprofiler.collector.analysis.anomaly;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A quantity hour by hour. Immutable.
 *
 * @param fromMillis start of the first hour, on a whole hour of UTC
 * @param values one for each hour; NaN is a gap: nothing is known of the hour, which is not zero
 */
@SuppressWarnings("ArrayRecordComponent") // a value of many columns, never compared
public record HourlySeries(long fromMillis, double[] values) {
  public static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();
  static final int DAY = 24;
  static final int WEEK = 7 * DAY;

  public HourlySeries {
    if (fromMillis % HOUR_MILLIS != 0) {
      throw new IllegalArgumentException(fromMillis + " ms is not a whole hour");
    }
  }

  int hours() {
    return values.length;
  }

  /** Start of an hour. */
  long at(int hour) {
    return fromMillis + hour * HOUR_MILLIS;
  }

  boolean isKnown(int hour) {
    return !Double.isNaN(values[hour]);
  }

  /** The known values of the hours {@code [from, to)}, by time; empty where there is none. */
  double[] known(int from, int to) {
    return Arrays.stream(values, from, to).filter(value -> !Double.isNaN(value)).toArray();
  }

  /** How many hours of {@code [from, to)} are known. */
  int countKnown(int from, int to) {
    return (int) IntStream.range(from, to).filter(this::isKnown).count();
  }
}
