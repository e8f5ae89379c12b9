package io.tandemprofiler.collector.query;

import io.tandemprofiler.collector.store.ProfileSelection;
import io.tandemprofiler.collector.store.Resolution;
import io.tandemprofiler.collector.store.Row;
import java.time.Duration;
import java.util.function.IntConsumer;

/**
 * Equal parts of a time range. Immutable.
 *
 * @param count at least 1
 */
record Steps(long fromMillis, long stepMillis, int count) {
  private static final long HOUR = Duration.ofHours(1).toMillis();

  /** Steps over all of a selection's range. */
  static Steps over(ProfileSelection selection, long stepMillis) {
    long range = Math.max(1, selection.toMillis() - selection.fromMillis());
    long count = (range + stepMillis - 1) / stepMillis;
    if (count > Timeline.MAX_STEPS) {
      throw new IllegalArgumentException(
          count + " steps of " + stepMillis + " ms, over " + Timeline.MAX_STEPS);
    }
    return new Steps(selection.fromMillis(), stepMillis, (int) count);
  }

  /** Number of the step that holds an instant not before the first; may be beyond the last. */
  long at(long millis) {
    return (millis - fromMillis) / stepMillis;
  }

  /** The most time that a row may sum up, so that steps can be told apart. */
  Resolution coarsest() {
    return stepMillis % HOUR == 0 && fromMillis % HOUR == 0 ? Resolution.HOUR : Resolution.PROFILE;
  }

  /** Adds to each step of a column the part of a value that the row's windows spend there. */
  void spread(Row row, double value, double[] column) {
    spread(row.firstMillis(), row.lastMillis(), value, column);
  }

  /** Adds to each step of a column the part of a value that a span of time spends there. */
  void spread(long firstMillis, long lastMillis, double value, double[] column) {
    long length = lastMillis - firstMillis;
    forEach(
        firstMillis,
        lastMillis,
        step -> {
          long start = fromMillis + step * stepMillis;
          long overlap = Math.min(lastMillis, start + stepMillis) - Math.max(firstMillis, start);
          column[step] += value * overlap / length;
        });
  }

  /** Every step that holds something of a span of time, ascending; none beyond the last. */
  void forEach(long firstMillis, long lastMillis, IntConsumer visitor) {
    long last = Math.min(count - 1, at(lastMillis - 1));
    for (long step = at(firstMillis); step <= last; step++) {
      visitor.accept((int) step);
    }
  }
}
