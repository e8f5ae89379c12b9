package io.tandemprofiler.collector.store;

import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.Series;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.SeriesTotal;
import java.util.EnumSet;
import java.util.Set;

/**
 * How often stacks that end in a node were seen, and what that is worth: parallel columns,
 * ascending by node of the block's {@link CallPaths}. Immutable.
 */
public final class Counts {
  private final SeriesKey key;
  private final int[] nodes;
  private final long[] samples;
  private final long[] values;
  private final long totalSamples;
  private final long totalValue;
  private final long period;
  private final double perSample;
  private final Set<EstimateReason> estimated;

  /**
   * @param nodes ascending, at least one, 0 is the root; taken over, not copied, as are the others
   * @param samples always positive
   * @param values in the unit of the measure, as long as the others, or empty: then the total is
   *     spread by samples
   * @param period of the sampling; 0 of a sum
   * @param totalSamples of all nodes, at most {@link Long#MAX_VALUE}, as is the total value
   */
  Counts(
      SeriesKey key,
      int[] nodes,
      long[] samples,
      long[] values,
      long period,
      long totalSamples,
      long totalValue,
      Set<EstimateReason> estimated) {
    if (nodes.length == 0
        || samples.length != nodes.length
        || (values.length > 0 && values.length != nodes.length)) {
      throw new IllegalArgumentException(
          key + ": " + nodes.length + " nodes, " + samples.length + " samples, " + values.length);
    }
    this.key = key;
    this.nodes = nodes;
    this.samples = samples;
    this.values = values;
    this.period = period;
    this.totalSamples = totalSamples;
    this.totalValue = totalValue;
    this.perSample = (double) totalValue / totalSamples;
    this.estimated = Set.copyOf(estimated);
  }

  /** The columns of a series whose nodes are numbered as the block's are. */
  static Counts of(Series series) {
    int size = series.size();
    int[] nodes = new int[size];
    long[] samples = new long[size];
    long[] values = new long[series.key().measure().hasValues() ? size : 0];
    for (int i = 0; i < size; i++) {
      nodes[i] = series.node(i);
      samples[i] = series.samples(i);
      if (values.length > 0) {
        values[i] = series.measuredValue(i);
      }
    }
    return new Counts(
        series.key(),
        nodes,
        samples,
        values,
        series.total().period(),
        series.totalSamples(),
        series.total().totalValue(),
        reasons(series.total().estimated()));
  }

  public SeriesKey key() {
    return key;
  }

  /** Number of entries, at least 1. */
  public int size() {
    return nodes.length;
  }

  /** Number of the node of entry {@code i}. */
  public int node(int i) {
    return nodes[i];
  }

  public long samples(int i) {
    return samples[i];
  }

  /** In the unit of the measure: measured, or this entry's share of the total. */
  public double value(int i) {
    return values.length > 0 ? values[i] : samples[i] * perSample;
  }

  /** Of all entries; stops at {@link Long#MAX_VALUE}. */
  public long totalSamples() {
    return totalSamples;
  }

  /** Of all entries, in the unit of the measure; stops at {@link Long#MAX_VALUE}. */
  public long totalValue() {
    return totalValue;
  }

  /** Why values are estimates; empty where all are measured. */
  public Set<EstimateReason> estimated() {
    return estimated;
  }

  long period() {
    return period;
  }

  /** Whether each entry has a value of its own. */
  boolean hasValues() {
    return values.length > 0;
  }

  /** The value of entry {@code i}; only where each has one. */
  long ownValue(int i) {
    return values[i];
  }

  /** The same with other numbers for nodes, in the same order. */
  Counts renumbered(int[] numbers) {
    int[] others = new int[nodes.length];
    for (int i = 0; i < others.length; i++) {
      others[i] = numbers[nodes[i]];
    }
    return new Counts(key, others, samples, values, period, totalSamples, totalValue, estimated);
  }

  /** The columns of one profile, as it had them. */
  Series toSeries() {
    EstimateReason reason =
        estimated.isEmpty() ? EstimateReason.UNSPECIFIED : estimated.iterator().next();
    return new Series(key, new SeriesTotal(period, totalValue, reason), nodes, samples, values);
  }

  static Set<EstimateReason> reasons(EstimateReason reason) {
    return reason == EstimateReason.UNSPECIFIED ? Set.of() : EnumSet.of(reason);
  }
}
