package io.tandemprofiler.collector.access;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How soon somebody may try again: after some attempts that failed one waits, twice as long each
 * time, up to a minute; a quarter of an hour without one, and all is forgotten. An attempt counts
 * when it begins, so that many at once are no way round. Thread-safe.
 */
final class LoginAttempts {
  private static final long LONGEST_MILLIS = Duration.ofMinutes(1).toMillis();
  private static final long FORGOTTEN_MILLIS = Duration.ofMinutes(15).toMillis();
  private static final int MOST = 10_000;

  private final int free;
  private final Clock clock;
  private final Map<String, Failures> failures = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param free how many may fail before one waits
   */
  LoginAttempts(int free, Clock clock) {
    this.free = free;
    this.clock = clock;
  }

  /** Begins an attempt, where it is time; else how many milliseconds are left to wait. */
  synchronized long begin(String who) {
    long now = clock.millis();
    Failures before = failures.get(who);
    if (before == null || now - before.lastMillis() >= FORGOTTEN_MILLIS) {
      before = new Failures(0, now);
    }
    long left = before.lastMillis() + waitMillis(before.count()) - now;
    if (left > 0) {
      return left;
    }
    failures.put(who, new Failures(before.count() + 1, now));
    if (failures.size() > MOST) {
      failures.remove(failures.keySet().iterator().next());
    }
    return 0;
  }

  /** The attempt went well: whoever it was begins anew. */
  synchronized void succeed(String who) {
    failures.remove(who);
  }

  /** The attempt went well, and does not count; those before it do. */
  synchronized void takeBack(String who) {
    failures.computeIfPresent(
        who, (any, before) -> new Failures(Math.max(0, before.count() - 1), before.lastMillis()));
  }

  private long waitMillis(int count) {
    return count < free ? 0 : Math.min(LONGEST_MILLIS, 1000L << Math.min(count - free, 6));
  }

  private record Failures(int count, long lastMillis) {}
}
