package io.tandemprofiler.collector.analysis.anomaly;

import java.util.Optional;

/**
 * Some hours in which a metric was not what it was expected to be. Immutable.
 *
 * @param sinceMillis start of the first of those hours
 * @param untilMillis end of the last
 * @param low lower end of the range that was expected, in the metric's unit
 * @param high upper end
 * @param seen the median of those hours
 * @param expected the median of what was expected of them
 * @param deviation how many spreads off, at most; negative below
 * @param deployment the version that began within an hour of it; empty where none did
 */
public record Anomaly(
    Metric metric,
    long sinceMillis,
    long untilMillis,
    double low,
    double high,
    double seen,
    double expected,
    double deviation,
    Optional<Deployment> deployment) {

  /** Whether more was seen than expected. */
  public boolean isAbove() {
    return seen > expected;
  }

  /** How much more was seen: 0.5 is half as much again; infinite where nothing was expected. */
  public double change() {
    return seen / expected - 1;
  }

  /**
   * Whether a later one tells more of the same: the same side, at the same time or since the same
   * deployment.
   */
  boolean includes(Anomaly later) {
    return isAbove() == later.isAbove()
        && (later.sinceMillis <= untilMillis || deployment.isPresent());
  }

  /** This one up to the end of a later one, and as far off as the further of both. */
  Anomaly with(Anomaly later) {
    Anomaly further = Math.abs(later.deviation) > Math.abs(deviation) ? later : this;
    return new Anomaly(
        metric,
        sinceMillis,
        Math.max(untilMillis, later.untilMillis),
        further.low,
        further.high,
        further.seen,
        further.expected,
        further.deviation,
        deployment.or(later::deployment));
  }
}
