package io.tandemprofiler.agent.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StallForecastTest {
  private static final long MEGABYTE = 1 << 20;

  private final StallForecast forecast = new StallForecast();

  @Test
  void micros_areHalfAMillisecondAMegabyteWhereNothingIsKnown() {
    assertThat(forecast.micros(100 * MEGABYTE)).isEqualTo(50_000);
    assertThat(forecast.micros(0)).isEqualTo(500);
  }

  @Test
  void micros_areLearnedFromTheLastCount() {
    forecast.took(3_000, 100 * MEGABYTE);
    assertThat(forecast.micros(200 * MEGABYTE)).isEqualTo(6_000);

    forecast.took(200_000, 100 * MEGABYTE);
    assertThat(forecast.micros(50 * MEGABYTE)).isEqualTo(100_000);
  }

  @Test
  void refused_forgetsASlowCountButNeverWhatIsAssumed() {
    forecast.took(100_000, 100 * MEGABYTE);
    forecast.refused();
    assertThat(forecast.micros(100 * MEGABYTE)).isEqualTo(90_000);

    for (int i = 0; i < 100; i++) {
      forecast.refused();
    }
    assertThat(forecast.micros(100 * MEGABYTE)).isEqualTo(50_000);
  }

  @Test
  void refused_leavesAFastCountAlone() {
    forecast.took(1_000, 100 * MEGABYTE);
    forecast.refused();
    assertThat(forecast.micros(100 * MEGABYTE)).isEqualTo(1_000);
  }
}
