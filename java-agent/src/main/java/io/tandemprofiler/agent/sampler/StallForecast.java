package io.tandemprofiler.agent.sampler;

/**
 * How long counting the heap will stop the application, judged by how long it did. Not thread-safe.
 *
 * <p>One slow count must not end counting forever: each refusal lowers what was learned, down to
 * what is assumed of a heap that was never counted.
 */
final class StallForecast {
  /** Measured by benchmarks on slow machines: 0.4 to 1.5 ms a megabyte, of garbage, too. */
  private static final double ASSUMED_MICROS_PER_MEGABYTE = 500;

  private static final double FORGETTING = 0.9;

  private double microsPerMegabyte = ASSUMED_MICROS_PER_MEGABYTE;

  long micros(long heapBytes) {
    return Math.round(microsPerMegabyte * megabytes(heapBytes));
  }

  void took(long micros, long heapBytes) {
    microsPerMegabyte = micros / megabytes(heapBytes);
  }

  void refused() {
    if (microsPerMegabyte > ASSUMED_MICROS_PER_MEGABYTE) {
      microsPerMegabyte = Math.max(ASSUMED_MICROS_PER_MEGABYTE, microsPerMegabyte * FORGETTING);
    }
  }

  /** At least one: the smallest heaps take their time, too. */
  private static double megabytes(long bytes) {
    return Math.max(1, bytes / 1048576.0);
  }
}
