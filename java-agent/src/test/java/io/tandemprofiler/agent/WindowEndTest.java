package io.tandemprofiler.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WindowEndTest {
  @Test
  void first_isAfterTenSeconds() {
    assertThat(WindowEnd.first(1_234_567, 300)).isEqualTo(1_244_567);
  }

  @Test
  void next_isTheNextMultipleOfThePeriod() {
    assertThat(WindowEnd.next(1_244_567, 300)).isEqualTo(1_500_000);
    assertThat(WindowEnd.next(1_500_000, 300)).isEqualTo(1_800_000);
  }

  @Test
  void next_leavesOutAMultipleThatIsTooNear() {
    assertThat(WindowEnd.next(1_490_000, 300)).isEqualTo(1_800_000);
    assertThat(WindowEnd.next(1_440_000, 300)).isEqualTo(1_500_000);
  }

  @Test
  void next_isNeverMoreThanAnHourAway() {
    assertThat(WindowEnd.next(3_000_000, 3600)).isEqualTo(3_600_000);
    assertThat(WindowEnd.next(1_700_000, 1800)).isEqualTo(3_600_000);
  }
}
