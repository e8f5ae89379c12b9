package io.tandemprofiler.agent.upload;

import java.util.function.DoubleSupplier;

/** How long to leave a collector alone that did not answer. Not thread-safe. */
final class BackOff {
  private static final long FIRST_MILLIS = 1_000;
  private static final long LAST_MILLIS = 30_000;

  private final DoubleSupplier random;
  private long nextMillis = FIRST_MILLIS;

  /**
   * @param random from 0 to 1: agents that lost their collector together must not come back
   *     together
   */
  BackOff(DoubleSupplier random) {
    this.random = random;
  }

  /** Between half of and the whole step, which doubles with every call up to 30 s. */
  long millis() {
    long step = nextMillis;
    nextMillis = Math.min(LAST_MILLIS, step * 2);
    return (long) (step * (0.5 + 0.5 * random.getAsDouble()));
  }

  void reset() {
    nextMillis = FIRST_MILLIS;
  }
}
