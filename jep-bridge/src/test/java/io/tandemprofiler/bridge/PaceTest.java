package io.tandemprofiler.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {
  private final List<String> said = new ArrayList<>();
  private final Pace pace = new Pace(10, said::add);

  @Test
  void aLongHold_halvesTheRate_toAnEighthAtMost() {
    for (int slowdown : new int[] {2, 4, 8, 8}) {
      pace.held(2_000_001, 3);
      assertThat(pace.slowdown()).isEqualTo(slowdown);
    }
    assertThat(pace.restMillis()).isBetween(720L, 880L);
  }

  @Test
  void shortHolds_bringItBack() {
    pace.held(2_000_001, 3);
    for (int i = 0; i < 20; i++) {
      assertThat(pace.slowdown()).isEqualTo(2);
      pace.held(2_000_000, 3);
    }
    assertThat(pace.slowdown()).isEqualTo(1);
    assertThat(pace.restMillis()).isBetween(90L, 110L);
  }

  @Test
  void aVeryLongHold_isATenthOfTheTimeAtMost() {
    pace.held(900_000_000, 3);
    assertThat(pace.restMillis()).isEqualTo(9000);
    pace.held(1_000_000, 3);
    assertThat(pace.restMillis()).isBetween(180L, 220L);
  }

  @Test
  void theFirstLongHold_isOneLine() {
    pace.held(4_100_000, 3);
    pace.held(9_000_000, 3);

    assertThat(said)
        .containsExactly(
            "a look at 3 threads in Python held the GIL for 4100 us, over 2000: such a look halves"
                + " the rate for a while");
  }
}
