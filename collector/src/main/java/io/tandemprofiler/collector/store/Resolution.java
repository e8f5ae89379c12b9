package io.tandemprofiler.collector.store;

/** How much of the time a row sums up: from what an agent sent at once to a day. */
public enum Resolution {
  /** One profile as it was sent. */
  PROFILE,
  /** What profiles of equal labels counted in an hour of UTC. */
  HOUR,
  /** What profiles of equal labels counted in a day of UTC. */
  DAY
}
