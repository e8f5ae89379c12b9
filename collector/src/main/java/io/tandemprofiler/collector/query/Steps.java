package io.tandemprofiler.collector.query;

import io.tandemprofiler.collector.store.ProfileSelection;
import io.tandemprofiler.model.Window;

/**
 * Equal parts of a time range. Immutable.
 *
 * @param count at least 1
 */
record Steps(long fromMillis, long stepMillis, int count) {

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

  /** Adds to each step of a column the part of a value that the window spends there. */
  void spread(Window window, double value, double[] column) {
    long last = Math.min(column.length - 1, at(window.endMillis() - 1));
    for (long step = at(window.startMillis()); step <= last; step++) {
      long start = fromMillis + step * stepMillis;
      long overlap =
          Math.min(window.endMillis(), start + stepMillis) - Math.max(window.startMillis(), start);
      column[(int) step] += value * overlap / window.durationMillis();
    }
  }
}
