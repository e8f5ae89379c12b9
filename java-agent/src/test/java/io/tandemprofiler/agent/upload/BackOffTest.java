package io.tandemprofiler.agent.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BackOffTest {
  @Test
  void millis_doublesUpToHalfAMinute() {
    BackOff backOff = new BackOff(() -> 1);

    assertThat(LongStream.generate(backOff::millis).limit(7))
        .containsExactly(1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 30_000L, 30_000L);
    backOff.reset();
    assertThat(backOff.millis()).isEqualTo(1_000);
  }

  @Test
  void millis_spreadsAgentsOverHalfTheStep() {
    assertThat(new BackOff(() -> 0).millis()).isEqualTo(500);
  }
}
