package io.tandemprofiler.collector.analysis.anomaly;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.apache.commons.statistics.descriptive.Median;

/**
 * What a series is expected to be at each hour, learned from its first part: a seasonal median, and
 * as spread the median absolute deviation of what is left, scaled to a normal distribution's
 * standard deviation (Rousseeuw and Croux, JASA 88, 1993). Neither is moved by a few outliers.
 *
 * <p>The season is the hour of the week where four weeks are known, the hour of the day where three
 * days are, with the hours beside it; else there is none. Immutable.
 */
final class Expectation {
  /** Hours that must be known before anything is expected. */
  static final int LEAST_HOURS = 48;

  private static final double NORMAL = 1.4826;
  private static final int DAYS_FOR_DAILY = 3;
  private static final int WEEKS_FOR_WEEKLY = 4;

  private final HourlySeries series;
  private final Metric metric;
  private final int learned;
  private final int period;
  private final double[] medians; // by hour of the period
  private final double level; // of them all
  private final double relativeSpread;

  private Expectation(HourlySeries series, Metric metric, int learned) {
    this.series = series;
    this.metric = metric;
    this.learned = learned;
    this.period = period(series, learned);
    this.medians = new double[period];
    Arrays.setAll(medians, this::slotMedian);
    this.level = Math.abs(median(medians.clone()));
    this.relativeSpread = relativeSpread();
  }

  /**
   * Learns from the first hours of a series.
   *
   * @param learned how many hours; fewer known than {@link #LEAST_HOURS} expect nothing: every
   *     deviation is NaN
   */
  static Expectation of(HourlySeries series, Metric metric, int learned) {
    return new Expectation(series, metric, learned);
  }

  boolean isKnown() {
    return series.countKnown(0, learned) >= LEAST_HOURS;
  }

  double expected(int hour) {
    return medians[hour % period];
  }

  /** One standard deviation of what is usual at an hour. */
  double spread(int hour) {
    double expected = expected(hour);
    return Math.max(metric.leastSpread(expected), relativeSpread * scale(expected));
  }

  /** How many spreads an hour lies above what is expected; NaN in a gap. */
  double deviation(int hour) {
    return isKnown() ? (series.values()[hour] - expected(hour)) / spread(hour) : Double.NaN;
  }

  /** Whether an hour lies so far off that people want to know, if it is no chance. */
  boolean matters(int hour) {
    double expected = expected(hour);
    return Math.abs(series.values()[hour] - expected) >= metric.leastChange(expected);
  }

  /** The deviation that one learned hour in two hundred reaches by chance, either way. */
  double usualExtreme() {
    double[] sizes =
        DoubleStream.of(deviations(0, learned)).map(Math::abs).filter(d -> d >= 0).toArray();
    if (sizes.length == 0) {
      return Double.POSITIVE_INFINITY;
    }
    Arrays.sort(sizes);
    return sizes[(int) Math.floor((sizes.length - 1) * 0.995)];
  }

  /** Of the hours {@code [from, to)}; NaN in gaps. */
  double[] deviations(int from, int to) {
    double[] deviations = new double[to - from];
    Arrays.setAll(deviations, i -> deviation(from + i));
    return deviations;
  }

  private static int period(HourlySeries series, int learned) {
    int known = series.countKnown(0, learned);
    if (known >= WEEKS_FOR_WEEKLY * HourlySeries.WEEK * 9 / 10) {
      return HourlySeries.WEEK;
    }
    return known >= DAYS_FOR_DAILY * HourlySeries.DAY ? HourlySeries.DAY : 1;
  }

  /** Of the same hour of every period, and of the hours before and after it. */
  private double slotMedian(int slot) {
    if (period == 1) {
      return median(series.known(0, learned));
    }
    DoubleStream.Builder values = DoubleStream.builder();
    for (int hour = slot - 1; hour <= learned; hour += period) {
      for (int near = Math.max(0, hour); near <= Math.min(learned - 1, hour + 2); near++) {
        if (series.isKnown(near)) {
          values.add(series.values()[near]);
        }
      }
    }
    double[] known = values.build().toArray();
    return median(known.length > 0 ? known : series.known(0, learned));
  }

  private double relativeSpread() {
    double[] sizes = new double[learned];
    for (int hour = 0; hour < learned; hour++) {
      double expected = expected(hour);
      sizes[hour] = Math.abs(series.values()[hour] - expected) / scale(expected);
    }
    double periods = Math.max(1, (double) learned / period);
    double ownError = 1 + 1 / periods; // medians of few periods lie near what they are medians of
    return ownError * NORMAL * median(DoubleStream.of(sizes).filter(d -> d >= 0).toArray());
  }

  /** Noise grows with what it is the noise of, but does not vanish at night. */
  private double scale(double expected) {
    return Math.max(Math.max(Math.abs(expected), level / 4), Double.MIN_NORMAL);
  }

  /** NaN where there is nothing. */
  static double median(double[] values) {
    return Median.withDefaults().evaluate(values);
  }
}
