package io.tandemprofiler.collector.query;

import io.tandemprofiler.collector.store.ProfileSelection;
import io.tandemprofiler.collector.store.ProfileStore;
import io.tandemprofiler.collector.store.Row;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.ThreadState;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A measure over time, by thread state. Immutable.
 *
 * <p>A profile is spread evenly over the steps that its window covers, and so are sums of what is
 * too old to be kept by profile; what lies beyond the last step is left out. A step that no window
 * covers is a gap: nothing is known of it, which is not zero.
 *
 * @param fromMillis start of the first step
 * @param observedMillis by step: of all windows together; 0 in a gap
 * @param values by state and step, in the unit of the measure; no state where nothing was sampled
 */
@SuppressWarnings("ArrayRecordComponent") // a value of many columns, never compared
public record Timeline(
    long fromMillis,
    long stepMillis,
    double[] observedMillis,
    SortedMap<ThreadState, double[]> values) {
  public static final int MAX_STEPS = 10_000;

  /**
   * The selected profiles by steps, the last of which ends at or behind the selection's end.
   *
   * @throws IllegalArgumentException where there are more than {@link #MAX_STEPS}
   */
  public static Timeline find(
      ProfileStore store, ProfileSelection selection, Measure measure, long stepMillis) {
    Steps steps = Steps.over(selection, stepMillis);
    Timeline timeline =
        new Timeline(steps.fromMillis(), stepMillis, new double[steps.count()], new TreeMap<>());
    store.scan(
        selection,
        steps.coarsest(),
        block -> block.rows().forEach(row -> timeline.add(steps, measure, row)));
    return timeline;
  }

  private void add(Steps steps, Measure measure, Row row) {
    steps.spread(row, (double) row.observedMillis(), observedMillis);
    for (SeriesKey key : row.keys()) {
      if (key.measure() == measure) {
        double[] column =
            values.computeIfAbsent(key.state(), s -> new double[observedMillis.length]);
        row.counts(key)
            .ifPresent(counts -> steps.spread(row, (double) counts.totalValue(), column));
      }
    }
  }
}
