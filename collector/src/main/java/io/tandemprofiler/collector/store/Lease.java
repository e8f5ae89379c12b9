package io.tandemprofiler.collector.store;

/**
 * The right to change the catalog, for a time.
 *
 * @param holder a writer's name
 * @param token higher than that of any lease before; whoever holds a lower one changes nothing
 */
public record Lease(String holder, long token, long untilMillis) {}
