package io.tandemprofiler.collector.access;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which refusals were told lately, so that none is told all the time. Thread-safe. */
final class Refusals {
  private static final long QUIET_MILLIS = Duration.ofMinutes(10).toMillis();
  private static final int MOST = 1000;

  private final Clock clock;
  private final Map<String, Long> told = new LinkedHashMap<>();

  Refusals(Clock clock) {
    this.clock = clock;
  }

  /** Whether this one was not told within ten minutes; it is then. */
  synchronized boolean isNews(String what) {
    long now = clock.millis();
    Long before = told.get(what);
    if (before != null && now - before < QUIET_MILLIS) {
      return false;
    }
    told.remove(what); // to the end
    told.put(what, now);
    if (told.size() > MOST) {
      told.remove(told.keySet().iterator().next());
    }
    return true;
  }
}
