package io.tandemprofiler.collector.analysis.anomaly;

import java.util.Locale;

/** What is watched of a service, and how much of a change is worth telling people of. */
public enum Metric {
  /** CPU microseconds for each second that an agent observed. */
  CPU_TIME("µs/s", 0.10, 5_000),
  /** Microseconds of wall time in which threads did not merely wait or sleep, for each second. */
  WALL_TIME("µs/s", 0.15, 10_000),
  /** Bytes of the JVM's heap at the emptiest reading of the hour: nearest to after a collection. */
  HEAP_USED("bytes", 0.15, 16 << 20),
  /** Seconds of garbage collection for each second, 0 … 1. */
  GC_SHARE("share", 0.20, 0.02),
  /** Samples that the agent took for each second: fewer where it slows down or loses them. */
  SAMPLES("samples/s", 0.25, 2),
  /** Self CPU time of one function out of its service's, 0 … 1. */
  FRAME_SHARE("share", 0.20, 0.03);

  private final String unit;
  private final double leastShare;
  private final double leastChange;

  Metric(String unit, double leastShare, double leastChange) {
    this.unit = unit;
    this.leastShare = leastShare;
    this.leastChange = leastChange;
  }

  /** As in the API, {@code cpu_time}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String unit() {
    return unit;
  }

  /** Whether more of it is worse. Of samples neither is good news. */
  public boolean isCost() {
    return this != SAMPLES;
  }

  /** The change from what is expected below which nobody wants to know. */
  double leastChange(double expected) {
    return Math.max(leastChange, leastShare * Math.abs(expected));
  }

  /** A spread below which a series is not believed to be that steady. */
  double leastSpread(double expected) {
    return leastChange(expected) / 4;
  }
}
