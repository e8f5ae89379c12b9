package io.tandemprofiler.collector.ingest;

import io.tandemprofiler.model.Profile;
import io.tandemprofiler.model.Sampler;
import io.tandemprofiler.wire.RefusedException;
import java.time.Clock;
import java.time.Duration;

/**
 * The half of R11 that needs a clock: neither too late nor too early. Imports are never too late.
 */
public final class ArrivalRule {
  private static final long MAX_AGE_MILLIS = Duration.ofHours(24).toMillis();
  private static final long MAX_AHEAD_MILLIS = Duration.ofMinutes(10).toMillis();

  private final Clock clock;

  public ArrivalRule(Clock clock) {
    this.clock = clock;
  }

  /** Refuses a profile whose window does not start in time. */
  public void require(Profile profile) throws RefusedException {
    long start = profile.window().startMillis();
    long now = clock.millis();
    boolean isLate =
        start < now - MAX_AGE_MILLIS && profile.statistics().sampler() != Sampler.IMPORT;
    if (isLate || start > now + MAX_AHEAD_MILLIS) {
      throw RefusedException.of(
          "R11",
          String.format(
              "the window starts at %d, which is %d s %s the collector's clock",
              start, Math.abs(now - start) / 1000, start < now ? "behind" : "ahead of"));
    }
  }
}
