package io.tandemprofiler.agent.sampler;

/**
 * What a sample costs the thread that it is taken of. Measured by benchmarks with async-profiler;
 * JFR's walk is taken to cost as much. Thread-safe: only functions.
 */
final class WalkCost {
  private static final long SIGNAL_NANOS = 2000;
  private static final long FRAME_NANOS = 250;

  private WalkCost() {}

  static long nanos(int depth) {
    return SIGNAL_NANOS + depth * FRAME_NANOS;
  }
}
