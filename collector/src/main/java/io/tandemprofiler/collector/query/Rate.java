package io.tandemprofiler.collector.query;

import io.tandemprofiler.collector.store.ProfileStore;
import io.tandemprofiler.model.Profile;
import io.tandemprofiler.model.Series;

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
    store.visit(question.profiles(), upload -> sum.add(question, upload.profile()));
    return sum.toRate();
  }

  /**
   * Sums for the ratio estimator: Σ value ÷ Σ seconds, whose variance is estimated by n ÷ (n − 1) ×
   * Σ (value − rate × seconds)² ÷ (Σ seconds)² (Cochran, Sampling Techniques, chapter 6).
   */
  private static final class Sum {
    private long windows;
    private double seconds;
    private double values;
    private double secondsSquared;
    private double valuesSquared;
    private double products;

    void add(FlameQuestion question, Profile profile) {
      double value = 0;
      for (Series series : profile.series()) {
        if (question.counts(series.key())) {
          value += series.total().totalValue();
        }
      }
      double length = profile.window().durationMillis() / 1000.0;
      windows++;
      seconds += length;
      values += value;
      secondsSquared += length * length;
      valuesSquared += value * value;
      products += value * length;
    }

    Rate toRate() {
      double rate = windows == 0 ? 0 : values / seconds;
      double squares = valuesSquared - 2 * rate * products + rate * rate * secondsSquared;
      double n = windows;
      double variance = n / (n - 1) * Math.max(0, squares) / (seconds * seconds);
      return new Rate(windows, seconds, rate, windows < 2 ? Double.NaN : Math.sqrt(variance));
    }
  }
}
