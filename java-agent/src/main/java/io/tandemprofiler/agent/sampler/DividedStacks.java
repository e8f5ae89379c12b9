package io.tandemprofiler.agent.sampler;

import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.SeriesTotal;
import io.tandemprofiler.model.StackTrace;
import java.util.Map;
import java.util.TreeMap;

/** Adds to a window's tree what a division gives, and counts it by series. Not thread-safe. */
final class DividedStacks implements StackDivision.Part {
  private final BoundedTree tree;
  private final Map<SeriesKey, Long> samples = new TreeMap<>();

  DividedStacks(BoundedTree tree) {
    this.tree = tree;
  }

  @Override
  public void add(StackTrace trace, SeriesKey key, long count, long value) {
    tree.add(trace, key, count, value);
    samples.merge(key, count, Long::sum);
  }

  /** By series; empty where nothing was divided. */
  Map<SeriesKey, Long> samples() {
    return samples;
  }

  /** The totals, those of divided series marked as such. */
  Map<SeriesKey, SeriesTotal> mark(Map<SeriesKey, SeriesTotal> totals) {
    Map<SeriesKey, SeriesTotal> marked = new TreeMap<>(totals);
    samples.keySet().forEach(key -> marked.computeIfPresent(key, (k, total) -> divided(total)));
    return marked;
  }

  private static SeriesTotal divided(SeriesTotal total) {
    return new SeriesTotal(total.period(), total.totalValue(), EstimateReason.MIXED_DIVISION);
  }
}
