package io.tandemprofiler.agent.sampler;

import java.util.concurrent.ThreadLocalRandom;

/**
 * How long it is from one sample to the next. A strict period would be blind to work that keeps the
 * same beat. Thread-safe: only functions.
 */
final class JitteredPeriod {
  private static final double JITTER = 0.1;

  private JitteredPeriod() {}

  /** At random within a tenth of what so many a second would be; 0 for none a second. */
  static long micros(int hz) {
    if (hz == 0) {
      return 0;
    }
    double factor = 1 - JITTER + 2 * JITTER * ThreadLocalRandom.current().nextDouble();
    return Math.round(1e6 / hz * factor);
  }
}
