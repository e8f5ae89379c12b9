package io.tandemprofiler.bridge;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * How long to rest between looks: twice as long where one held the GIL too long, and ten times as
 * long as the last one did. One thread's.
 */
final class Pace {
  private static final long MAX_HOLD_NANOS = 2_000_000;
  private static final int MAX_SLOWDOWN = 8;
  private static final int RESTS = 10;
  private static final int SHORT_HOLDS_TO_RECOVER = 20;

  private final int hz;
  private final Consumer<String> log;
  private int slowdown = 1;
  private int shortHolds;
  private long heldNanos;
  private boolean said;

  Pace(int hz, Consumer<String> log) {
    this.hz = hz;
    this.log = log;
  }

  /** Drawn anew, by up to a tenth, since a strict period is blind to work of the same beat. */
  long restMillis() {
    double jitter = 0.9 + 0.2 * ThreadLocalRandom.current().nextDouble();
    long rest = Math.max(1, Math.round(1000.0 * slowdown * jitter / hz));
    return Math.max(rest, RESTS * heldNanos / 1_000_000);
  }

  /** Tells how long the GIL was held for a look at so many threads. */
  void held(long nanos, int threads) {
    heldNanos = nanos;
    if (nanos > MAX_HOLD_NANOS) {
      slowdown = Math.min(MAX_SLOWDOWN, slowdown * 2);
      shortHolds = 0;
      say(nanos, threads);
    } else if (slowdown > 1 && ++shortHolds == SHORT_HOLDS_TO_RECOVER) {
      slowdown /= 2;
      shortHolds = 0;
    }
  }

  int slowdown() {
    return slowdown;
  }

  private void say(long nanos, int threads) {
    if (!said) {
      said = true;
      log.accept(
          "a look at "
              + threads
              + " threads in Python held the GIL for "
              + nanos / 1000
              + " us, over "
              + MAX_HOLD_NANOS / 1000
              + ": such a look halves the rate for a while");
    }
  }
}
