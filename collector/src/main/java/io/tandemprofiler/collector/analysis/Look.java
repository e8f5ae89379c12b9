package io.tandemprofiler.collector.analysis;

import io.tandemprofiler.collector.query.FlameSum;
import io.tandemprofiler.collector.query.FlameTree;
import io.tandemprofiler.collector.store.AgentSum;
import io.tandemprofiler.collector.store.Block;
import io.tandemprofiler.collector.store.Counts;
import io.tandemprofiler.collector.store.Row;
import io.tandemprofiler.collector.store.SaturatedSum;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.ThreadState;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Everything that rules ask of a service's profiles, out of one scan. Not thread-safe. */
final class Look implements Consumer<Block> {
  private static final int MAX_NODES = 1_000_000;
  private static final double MICROS_PER_MILLI = 1000;

  private final Map<Counted, FlameSum> sums = new HashMap<>();
  private final Map<SeriesKey, Double> values = new TreeMap<>();
  private final Map<Counter, Double> highest = new EnumMap<>(Counter.class);
  private long samples;
  private double observedMillis;
  private double cpuMicros;
  private double gcMicros;
  private double collections;

  Look(Collection<Rule> rules) {
    rules.forEach(
        rule ->
            sums.computeIfAbsent(
                Counted.by(rule), counted -> new FlameSum(counted.measure, counted.states)));
  }

  @Override
  public void accept(Block block) {
    sums.values().forEach(sum -> sum.add(block));
    for (Row row : block.rows()) {
      for (SeriesKey key : row.keys()) {
        row.counts(key).ifPresent(counts -> add(key, counts));
      }
    }
    block.agents().forEach(this::add);
  }

  /** The merged tree of what a rule counts, all paths. */
  FlameTree tree(Counted counted) {
    return sums.get(counted).toTree(0, MAX_NODES);
  }

  Set<Counted> counted() {
    return sums.keySet();
  }

  /** The whole of which a rule's share is taken, in the unit of its measure. */
  double whole(Rule rule) {
    return values.entrySet().stream()
        .filter(series -> series.getKey().measure() == rule.measure())
        .filter(
            series ->
                rule.ofStates().isEmpty() || rule.ofStates().contains(series.getKey().state()))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  /** Of all measures. */
  long samples() {
    return samples;
  }

  /** 0 where nothing is known. */
  double counter(Counter counter) {
    double observedMicros = observedMillis * MICROS_PER_MILLI;
    return observedMicros == 0
        ? 0
        : switch (counter) {
          case GC_SHARE -> gcMicros / observedMicros;
          case GC_PER_SECOND -> collections / (observedMillis / 1000);
          case CORES -> cpuMicros / observedMicros;
          case HEAP_SHARE, THREADS -> highest.getOrDefault(counter, 0.0);
        };
  }

  private void add(SeriesKey key, Counts counts) {
    values.merge(key, (double) counts.totalValue(), Double::sum);
    samples = SaturatedSum.of(samples, counts.totalSamples());
  }

  private void add(AgentSum agent) {
    observedMillis += agent.observedMillis();
    cpuMicros += agent.cpuMicros();
    gcMicros += agent.gcMicros();
    collections += agent.gcCount();
    highest.merge(Counter.THREADS, agent.threads().mean(), Double::max);
    if (agent.heapBytes().limit() > 0) {
      double share = (double) agent.heapBytes().max() / agent.heapBytes().limit();
      highest.merge(Counter.HEAP_SHARE, share, Double::max);
    }
  }

  /** What is summed into one tree. */
  record Counted(Measure measure, Set<ThreadState> states) {
    static Counted by(Rule rule) {
      return new Counted(rule.measure(), rule.states());
    }
  }
}
