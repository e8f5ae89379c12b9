package io.tandemprofiler.collector.query;

import io.tandemprofiler.collector.store.Counts;
import io.tandemprofiler.collector.store.ProfileStore;
import io.tandemprofiler.collector.store.Resolution;
import io.tandemprofiler.collector.store.Row;
import io.tandemprofiler.model.SeriesKey;

/**
 * What a measure is worth for each second that an agent observed. Immutable.
 *
 * @param windows how many profiles
 * @param seconds observed, of all windows together
 * @param perSecond in the unit of the measure; 0 where nothing was observed
 * @param standardError of {@code perSecond}, as windows differ from one another; NaN below two
 */
public record Rate(long windows, double seconds, double perSecond, double standardError) {

  /** Of the question's profiles; those without the measure count as observed. */
  public static Rate find(ProfileStore store, FlameQuestion question) {
    Sum sum = new Sum();
    store.scan(
        question.profiles(),
        Resolution.PROFILE,
        block -> block.rows().forEach(row -> sum.add(question, row)));
    return sum.toRate();
  }

  /**
   * Sums over windows, or what is left of old ones, for the ratio estimator: Σ value ÷ Σ seconds,
   * whose variance is estimated by n ÷ (n − 1) × Σ (value − rate × seconds)² ÷ (Σ seconds)²
   * (Cochran, Sampling Techniques, chapter 6).
   */
  private static final class Sum {
    private long windows;
    private long rows;
    private double seconds;
    private double values;
    private double secondsSquared;
    private double valuesSquared;
    private double products;

    void add(FlameQuestion question, Row row) {
      double value = 0;
      for (SeriesKey key : row.keys()) {
        if (question.counts(key)) {
          value += row.counts(key).map(Counts::totalValue).orElse(0L);
        }
      }
      double length = row.observedMillis() / 1000.0;
      windows += row.profiles();
      rows++;
      seconds += length;
      values += value;
      secondsSquared += length * length;
      valuesSquared += value * value;
      products += value * length;
    }

    Rate toRate() {
      double rate = windows == 0 ? 0 : values / seconds;
      double squares = valuesSquared - 2 * rate * products + rate * rate * secondsSquared;
      double n = rows;
      double variance = n / (n - 1) * Math.max(0, squares) / (seconds * seconds);
      return new Rate(windows, seconds, rate, rows < 2 ? Double.NaN : Math.sqrt(variance));
    }
  }
}
