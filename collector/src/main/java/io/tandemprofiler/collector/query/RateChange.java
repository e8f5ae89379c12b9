package io.tandemprofiler.collector.query;

/**
 * How much a rate grew: 0.05 is 5 % more. Immutable.
 *
 * @param change NaN where there is nothing to compare with
 * @param low lower end of the interval of 95 %; -1 where nothing is known
 * @param high upper end; infinite where nothing is known
 */
public record RateChange(double change, double low, double high) {

  /**
   * The ratio of two independent rates, its interval by the delta method on its logarithm. Without
   * two windows on each side nothing is known of how sure it is.
   */
  public static RateChange of(Rate before, Rate after) {
    double ratio = after.perSecond() / before.perSecond();
    double error =
        Math.hypot(
            before.standardError() / before.perSecond(), after.standardError() / after.perSecond());
    if (!(before.perSecond() > 0)) {
      return new RateChange(Double.NaN, -1, Double.POSITIVE_INFINITY);
    }
    if (Double.isNaN(error) || Double.isInfinite(error)) {
      return new RateChange(ratio - 1, -1, Double.POSITIVE_INFINITY);
    }
    double spread = Math.exp(Scale.NORMAL_95 * error);
    return new RateChange(ratio - 1, ratio / spread - 1, ratio * spread - 1);
  }

  /** Whether the rate grew by more than a share, and that it grew at all is no chance. */
  public boolean exceeds(double share) {
    return change > share && low > 0;
  }
}
