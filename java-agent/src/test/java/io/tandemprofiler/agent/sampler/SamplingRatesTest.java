package io.tandemprofiler.agent.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SamplingRatesTest {
  private static final SamplingRates RATES =
      new SamplingRates(50, 0, 64, true).withEvents(1 << 30, 1_000);

  @Test
  void cpuPeriodMicros_isNeverStrict() {
    Set<Long> periods = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      periods.add(RATES.cpuPeriodMicros());
    }

    assertThat(periods).hasSizeGreaterThan(10).allMatch(p -> p >= 18_000 && p <= 22_000);
  }

  @Test
  void slowedBy_makesEveryPeriodLongerAndNothingOfNone() {
    SamplingRates slowed = RATES.slowedBy(2).slowedBy(2);

    assertThat(slowed.cpuPeriodMicros()).isBetween(72_000L, 88_000L);
    assertThat(slowed.wallPeriodMicros()).isZero();
    assertThat(slowed.allocatedBytes()).isEqualTo(4L << 30);
    assertThat(slowed.lockMicros()).isEqualTo(4_000);
  }
}
