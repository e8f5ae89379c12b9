package io.tandemprofiler.collector.analysis.anomaly;

import com.amazon.randomcutforest.RandomCutForest;
import java.util.Arrays;

/**
 * How unusual all metrics of an hour are together, by a random cut forest (Guha, Mishra, Roy and
 * Schrijvers, ICML 2016) of the hours that were learned from. What was often far off before, as at
 * a nightly batch's hour that moves, is not unusual to it, where a spread alone would say so.
 *
 * <p>Made of deviations, so that metrics are comparable and seasons are gone; a gap counts as what
 * was expected. Built anew for each look, equal for equal input, and then thrown away.
 */
final class JointScore {
  private static final int TREES = 50;
  private static final int SAMPLE = 256;
  private static final int FIRST_SCORE = 32; // points; before them every score is 0
  private static final long SEED = 20_261_130;
  private static final double FAR = 30; // further off says nothing more
  private static final double LEAST = 1.1; // of ordinary points the score is about 1
  private static final double USUAL = 0.99; // quantile of what was learned

  private final RandomCutForest forest;
  private final double[][] deviations;
  private final double limit;

  /**
   * Learns from the first hours.
   *
   * @param deviations by metric and hour, of equally many hours; at least one metric
   * @param learned how many hours
   */
  JointScore(double[][] deviations, int learned) {
    this.deviations = deviations;
    this.forest =
        RandomCutForest.builder()
            .dimensions(deviations.length)
            .numberOfTrees(TREES)
            .sampleSize(SAMPLE)
            .outputAfter(FIRST_SCORE)
            .randomSeed(SEED)
            .parallelExecutionEnabled(false)
            .build();
    for (int hour = 0; hour < learned; hour++) {
      if (isKnown(hour)) {
        forest.update(point(hour));
      }
    }
    double[] scores = new double[learned];
    Arrays.setAll(scores, hour -> isKnown(hour) ? score(hour) : 0);
    Arrays.sort(scores);
    this.limit = learned == 0 ? LEAST : Math.max(LEAST, scores[(int) ((learned - 1) * USUAL)]);
  }

  /** Whether an hour is unlike what was learned; never in a gap of all metrics. */
  boolean isOdd(int hour) {
    return isKnown(hour) && score(hour) > limit;
  }

  double score(int hour) {
    return forest.getAnomalyScore(point(hour));
  }

  double limit() {
    return limit;
  }

  private boolean isKnown(int hour) {
    return Arrays.stream(deviations).anyMatch(metric -> !Double.isNaN(metric[hour]));
  }

  private float[] point(int hour) {
    float[] point = new float[deviations.length];
    for (int metric = 0; metric < point.length; metric++) {
      double deviation = deviations[metric][hour];
      point[metric] =
          Double.isNaN(deviation) ? 0 : (float) Math.max(-FAR, Math.min(FAR, deviation));
    }
    return point;
  }
}
