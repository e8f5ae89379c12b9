package io.tandemprofiler.collector.analysis.anomaly;

/**
 * Another version began to run. Immutable.
 *
 * @param version value of the label {@code version}
 * @param atMillis start of its first window
 */
public record Deployment(String version, long atMillis) {}
