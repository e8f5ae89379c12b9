package io.tandemprofiler.model;

/**
 * How often stacks that end in a node were seen: parallel columns, ascending by node. Immutable.
 *
 * <p>Without a value column the value of entry {@code i} is {@code samples(i) * totalValue() /
 * totalSamples()}.
 */
public final class Series {
  private static final long[] NONE = {};

  private final SeriesKey key;
  private final SeriesTotal total;
  private final int[] nodes;
  private final long[] samples;
  private final long[] values;
  private final long totalSamples;

  /**
   * @param nodes ascending, 0 is the root; taken over, not copied, as are the other columns
   * @param samples always positive
   * @param values as long as the others where the measure has values, else empty
   */
  public Series(SeriesKey key, SeriesTotal total, int[] nodes, long[] samples, long[] values) {
    int expected = key.measure().hasValues() ? nodes.length : 0;
    if (nodes.length == 0 || samples.length != nodes.length || values.length != expected) {
      throw new IllegalArgumentException(
          key + ": " + nodes.length + " nodes, " + samples.length + " samples, " + values.length);
    }
    this.key = key;
    this.total = total;
    this.nodes = nodes;
    this.samples = samples;
    this.values = values.length == 0 ? NONE : values;
    this.totalSamples = sum(samples);
    if (key.measure() == Measure.SAMPLES
        && (total.period() != 0 || total.totalValue() != totalSamples)) {
      throw new IllegalArgumentException(key + ": " + total + " of " + totalSamples + " samples");
    }
  }

  public SeriesKey key() {
    return key;
  }

  public SeriesTotal total() {
    return total;
  }

  /** Number of entries, at least 1. */
  public int size() {
    return nodes.length;
  }

  /** Index of the node of entry {@code i}; 0 is the root. */
  public int node(int i) {
    return nodes[i];
  }

  public long samples(int i) {
    return samples[i];
  }

  /** In the unit of the measure: measured, or this entry's share of the total. */
  public double value(int i) {
    return values.length > 0
        ? values[i]
        : samples[i] * ((double) total.totalValue() / totalSamples);
  }

  /** The measured value of entry {@code i}; only where the measure has values. */
  public long measuredValue(int i) {
    return values[i];
  }

  /** Of all entries. */
  public long totalSamples() {
    return totalSamples;
  }

  private static long sum(long[] column) {
    long sum = 0;
    for (long count : column) {
      sum = Math.addExact(sum, count);
    }
    return sum;
  }
}
