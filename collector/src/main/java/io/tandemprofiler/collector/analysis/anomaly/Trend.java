package io.tandemprofiler.collector.analysis.anomaly;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Whether and how fast a series grows, whatever its distribution: the Theil–Sen slope (Sen, JASA
 * 63, 1968) and the Mann–Kendall test for a trend (Mann, Econometrica 13, 1945). A few outliers
 * change neither. Immutable.
 *
 * @param points of which it was told, medians of a few hours each
 * @param spanHours from the first to the last of them
 * @param slopePerHour in the unit of the series
 * @param start of the line, at the first of them
 * @param end of it, at the last
 * @param score of the test: of a series without a trend it is normal with variance 1
 * @param returned the largest share by which the series fell below what it had reached, 0 … 1
 */
public record Trend(
    int points,
    int spanHours,
    double slopePerHour,
    double start,
    double end,
    double score,
    double returned) {
  /** Below so many points nothing is said. */
  public static final int LEAST_POINTS = 12;

  private static final int MOST_POINTS = 40;

  /** The trend of the known hours; empty below {@link #LEAST_POINTS}. */
  public static Optional<Trend> of(HourlySeries series) {
    int together = Math.max(1, (series.hours() + MOST_POINTS - 1) / MOST_POINTS);
    int parts = (series.hours() + together - 1) / together;
    double[] values = new double[parts];
    for (int part = 0; part < parts; part++) {
      int first = part * together;
      values[part] =
          Expectation.median(series.known(first, Math.min(series.hours(), first + together)));
    }
    int known = (int) Arrays.stream(values).filter(value -> !Double.isNaN(value)).count();
    return known < LEAST_POINTS ? Optional.empty() : Optional.of(of(values, known, together));
  }

  private static Trend of(double[] values, int known, int hours) {
    double[] slopes = new double[known * (known - 1) / 2];
    int rises = 0;
    int next = 0;
    for (int later = 1; later < values.length; later++) {
      for (int earlier = 0; earlier < later; earlier++) {
        double rise = values[later] - values[earlier];
        if (!Double.isNaN(rise)) {
          slopes[next++] = rise / ((later - earlier) * hours);
          rises += (int) Math.signum(rise);
        }
      }
    }
    double slope = Expectation.median(slopes);
    double middle = Expectation.median(known(values));
    int[] at =
        IntStream.range(0, values.length).filter(part -> !Double.isNaN(values[part])).toArray();
    double centre = Expectation.median(IntStream.of(at).asDoubleStream().toArray());
    return new Trend(
        known,
        at[at.length - 1] * hours - at[0] * hours,
        slope,
        middle + slope * hours * (at[0] - centre),
        middle + slope * hours * (at[at.length - 1] - centre),
        score(rises, known),
        returned(values));
  }

  /** Kendall's S over its standard deviation, corrected for continuity. */
  private static double score(int rises, int n) {
    double deviation = Math.sqrt(n * (n - 1.0) * (2.0 * n + 5) / 18);
    return rises == 0 ? 0 : (rises - Math.signum(rises)) / deviation;
  }

  private static double returned(double[] values) {
    double most = 0;
    double returned = 0;
    for (double value : known(values)) {
      most = Math.max(most, value);
      returned = Math.max(returned, most > 0 ? 1 - value / most : 0);
    }
    return returned;
  }

  private static double[] known(double[] values) {
    return Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
  }
}
