package io.tandemprofiler.collector.analysis;

/**
 * Where a rule's pattern matches a call tree. Not thread-safe: {@link PatternWalk} alone changes
 * it.
 */
final class Hit {
  final Rule rule;

  /** The node from which on it counts. */
  final int node;

  /** The node of the nearest own code, at the call or above it; 0 where there is none. */
  final int place;

  private double value;
  private long samples;

  Hit(Rule rule, int node, int place, double value, long samples) {
    this.rule = rule;
    this.node = node;
    this.place = place;
    this.value = value;
    this.samples = samples;
  }

  double value() {
    return value;
  }

  long samples() {
    return samples;
  }

  /** What lies below it and does not count. */
  void leaveOut(double less, long fewer) {
    value -= less;
    samples -= fewer;
  }
}
