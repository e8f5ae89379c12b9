package io.tandemprofiler.collector.analysis.anomaly;

import java.util.List;
import java.util.stream.Stream;

/**
 * Anomalies that were found, counted against what was planted.
 *
 * @param found planted and found, once each
 * @param missed planted and not found
 * @param wrong found where nothing was planted
 */
record DetectionQuality(int found, int missed, int wrong) {
  private static final int EARLY = 1; // hours
  private static final int LATE = 48; // a ramp is seen when it is high

  static DetectionQuality of(Stream<LabelledSeries> all) {
    return all.map(DetectionQuality::of)
        .reduce(new DetectionQuality(0, 0, 0), DetectionQuality::plus);
  }

  private static DetectionQuality of(LabelledSeries series) {
    List<Anomaly> anomalies = AnomalyDetection.ofService(series.metrics(), series.deployments());
    int right = (int) anomalies.stream().filter(one -> isRight(series, one)).count();
    int planted = series.happensAt().isPresent() ? 1 : 0;
    int found = Math.min(right, planted);
    return new DetectionQuality(found, planted - found, anomalies.size() - right);
  }

  private DetectionQuality plus(DetectionQuality other) {
    return new DetectionQuality(found + other.found, missed + other.missed, wrong + other.wrong);
  }

  /** How many of those that were found are right. */
  double precision() {
    return (double) found / (found + wrong);
  }

  /** How many of those that were planted are found. */
  double recall() {
    return (double) found / (found + missed);
  }

  private static boolean isRight(LabelledSeries series, Anomaly anomaly) {
    long fromMillis = series.metrics().get(Metric.CPU_TIME).fromMillis();
    long hour = (anomaly.sinceMillis() - fromMillis) / HourlySeries.HOUR_MILLIS;
    return anomaly.metric() == Metric.CPU_TIME
        && series.happensAt().filter(at -> hour >= at - EARLY && hour <= at + LATE).isPresent();
  }
}
