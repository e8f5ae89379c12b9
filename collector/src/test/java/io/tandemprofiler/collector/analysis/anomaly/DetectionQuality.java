package io.tandemprofiler.collector.analysis.anomaly;

import io.tandemprofiler.collector.analysis.anomaly.LabelledSeries.Kind;
import java.util.List;

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

  static DetectionQuality of(List<Kind> kinds, int seeds) {
    int found = 0;
    int missed = 0;
    int wrong = 0;
    for (Kind kind : kinds) {
      for (int seed = 1; seed <= seeds; seed++) {
        LabelledSeries series = LabelledSeries.of(kind, seed);
        List<Anomaly> anomalies =
            AnomalyDetection.ofService(series.metrics(), series.deployments());
        long right = anomalies.stream().filter(one -> isRight(series, one)).count();
        found += right > 0 ? 1 : 0;
        missed += kind.isUnusual && right == 0 ? 1 : 0;
        wrong += (int) (anomalies.size() - right);
      }
    }
    return new DetectionQuality(found, missed, wrong);
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
