package io.tandemprofiler.collector.analysis.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

final class TrendTest {
  @Test
  void of_findsTheSlopeThroughOutliersAndGaps() {
    Trend trend = trend(72, h -> h % 9 == 0 ? Double.NaN : h % 10 == 0 ? 9e9 : 1000 + 50 * h);
    assertThat(trend.slopePerHour()).isCloseTo(50, within(5.0));
    assertThat(trend.score()).isGreaterThan(5);
  }

  @Test
  void of_isNotSureOfNoise() {
    Random random = new Random(3);
    for (int i = 0; i < 50; i++) {
      assertThat(trend(72, h -> 1000 + 50 * random.nextGaussian()).score()).isBetween(-3.3, 3.3);
    }
  }

  @Test
  void of_saysHowMuchWasGivenBack() {
    assertThat(trend(40, h -> h < 30 ? 100 + h : 80).returned()).isCloseTo(0.38, within(0.01));
    assertThat(trend(40, h -> 100 + h).returned()).isZero();
  }

  @Test
  void of_saysNothingOfFewPoints() {
    assertThat(Trend.of(series(11, h -> h))).isEmpty();
    assertThat(trend(12, h -> h).points()).isEqualTo(12);
  }

  private static Trend trend(int hours, IntToDoubleFunction value) {
    return Trend.of(series(hours, value)).orElseThrow();
  }

  private static HourlySeries series(int hours, IntToDoubleFunction value) {
    double[] values = new double[hours];
    Arrays.setAll(values, value);
    return new HourlySeries(0, values);
  }
}
