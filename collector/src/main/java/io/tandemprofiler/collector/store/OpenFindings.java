package io.tandemprofiler.collector.store;

/**
 * How many findings of one severity are open in one service. Immutable.
 *
 * @param count at least 1
 */
public record OpenFindings(String service, Severity severity, int count) {}
