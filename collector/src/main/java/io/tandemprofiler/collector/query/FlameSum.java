package io.tandemprofiler.collector.query;

import io.tandemprofiler.collector.store.Block;
import io.tandemprofiler.collector.store.Counts;
import io.tandemprofiler.collector.store.Resolution;
import io.tandemprofiler.collector.store.Row;
import io.tandemprofiler.collector.store.SaturatedSum;
import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.ThreadState;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Sums profiles up into one growing tree; several sums may share one scan of a store. Not
 * thread-safe.
 */
public final class FlameSum {
  private final Measure measure;
  private final Set<ThreadState> states;
  private final GrowingTree tree = new GrowingTree();
  private final Set<EstimateReason> estimated = EnumSet.noneOf(EstimateReason.class);
  private final Set<String> instances = new HashSet<>();
  private long profiles;
  private long firstMillis = Long.MAX_VALUE;
  private long lastMillis = Long.MIN_VALUE;
  private long samples;
  private double total;

  /**
   * @param states of which only are counted; empty for all
   */
  public FlameSum(Measure measure, Set<ThreadState> states) {
    this.measure = measure;
    this.states = states;
  }

  /** Adds what a block counts of the measure and the states. */
  public void add(Block block) {
    GrowingTree.Mapping mapping = tree.map(block.paths());
    for (Row row : block.rows()) {
      profiles += row.profiles();
      firstMillis = Math.min(firstMillis, row.firstMillis());
      lastMillis = Math.max(lastMillis, row.lastMillis());
      row.profile().ifPresent(profile -> instances.add(profile.producer().instance()));
      List<Counts> counted =
          row.keys().stream()
              .filter(this::counts)
              .flatMap(key -> row.counts(key).stream())
              .toList();
      counted.forEach(this::addTotals);
      addNodes(mapping, block.paths().nodes(), counted);
    }
    if (block.resolution() != Resolution.PROFILE) {
      block.agents().forEach(agent -> instances.add(agent.producer().instance()));
    }
  }

  /**
   * What was added; nothing may be added afterwards.
   *
   * @param minShare and {@code maxNodes} as in {@link FlameQuestion}
   */
  public FlameTree toTree(double minShare, int maxNodes) {
    FlameTree.Sources sources =
        new FlameTree.Sources(
            profiles,
            instances.size(),
            profiles == 0 ? 0 : firstMillis,
            profiles == 0 ? 0 : lastMillis);
    PrunedTree pruned = new PrunedTree(tree, minShare, maxNodes);
    return new FlameTree(
        sources,
        samples,
        total,
        List.copyOf(estimated),
        pruned.frames(),
        pruned.ascents(),
        pruned.frameIndexes(),
        pruned.selfValues(),
        pruned.selfSamples(),
        pruned.prunedNodes(),
        pruned.prunedValue());
  }

  private boolean counts(SeriesKey key) {
    return key.measure() == measure && (states.isEmpty() || states.contains(key.state()));
  }

  private void addTotals(Counts series) {
    samples = SaturatedSum.of(samples, series.totalSamples());
    total += series.totalValue();
    estimated.addAll(series.estimated());
  }

  /** Only paths that count become nodes of the sum. */
  private void addNodes(GrowingTree.Mapping mapping, int nodes, List<Counts> counted) {
    if (counted.size() == 1) {
      Counts series = counted.get(0);
      for (int i = 0; i < series.size(); i++) {
        tree.add(mapping.node(series.node(i)), series.value(i), series.samples(i));
      }
      return;
    }
    // States first and then profiles, so that a sum does not hang on how profiles lie in blocks.
    double[] values = new double[counted.isEmpty() ? 0 : nodes];
    long[] counts = new long[values.length];
    for (Counts series : counted) {
      for (int i = 0; i < series.size(); i++) {
        values[series.node(i)] += series.value(i);
        counts[series.node(i)] = SaturatedSum.of(counts[series.node(i)], series.samples(i));
      }
    }
    for (int node = 0; node < values.length; node++) {
      if (counts[node] > 0) {
        tree.add(mapping.node(node), values[node], counts[node]);
      }
    }
  }
}
