package io.tandemprofiler.collector.query;

import static io.tandemprofiler.collector.Uploads.upload;
import static io.tandemprofiler.collector.query.FlameTrees.question;
import static io.tandemprofiler.collector.query.Stores.holding;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tandemprofiler.model.Measure;
import org.junit.jupiter.api.Test;

final class RateTest {
  @Test
  void find_dividesValuesByWhatWasObserved() {
    Rate rate =
        Rate.find(
            holding(
                upload(1).at(1000).lasting(10_000).cpu(100, "a 1"),
                upload(2).at(11_000).lasting(10_000).cpu(300, "a 1"),
                upload(3).at(21_000).lasting(20_000)),
            question(Measure.CPU_TIME));
    assertThat(rate.windows()).isEqualTo(3);
    assertThat(rate.seconds()).isEqualTo(40);
    assertThat(rate.perSecond()).isEqualTo(10);
    // residuals 0, 200 and -200: √(3 ÷ 2 × 80000) ÷ 40
    assertThat(rate.standardError()).isCloseTo(8.66, within(0.01));
  }

  @Test
  void change_isSureOnlyWhereWindowsAgree() {
    Rate before = new Rate(9, 90, 100, 1);
    assertThat(RateChange.of(before, new Rate(9, 90, 110, 1)).exceeds(0.05)).isTrue();
    assertThat(RateChange.of(before, new Rate(9, 90, 110, 9)).exceeds(0.05)).isFalse();
    assertThat(RateChange.of(before, new Rate(9, 90, 110, 1)).exceeds(0.15)).isFalse();
    RateChange change = RateChange.of(before, new Rate(9, 90, 110, 1.1));
    assertThat(change.change()).isCloseTo(0.1, within(1e-9));
    assertThat(change.low()).isCloseTo(0.0699, within(1e-4));
    assertThat(change.high()).isCloseTo(0.1309, within(1e-4));
  }

  @Test
  void change_knowsNothingOfOneWindowOrOfNone() {
    Rate before = new Rate(9, 90, 100, 1);
    RateChange unsure = RateChange.of(before, new Rate(1, 10, 200, Double.NaN));
    assertThat(unsure).isEqualTo(new RateChange(1, -1, Double.POSITIVE_INFINITY));
    assertThat(unsure.exceeds(0.05)).isFalse();
    RateChange nothing = RateChange.of(new Rate(0, 0, 0, Double.NaN), before);
    assertThat(nothing.change()).isNaN();
    assertThat(nothing.exceeds(0)).isFalse();
  }
}
