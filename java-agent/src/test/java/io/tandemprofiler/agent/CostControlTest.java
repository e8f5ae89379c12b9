package io.tandemprofiler.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CostControlTest {
  private static final long WINDOW = 100_000_000;
  private static final long ONE_PERCENT = WINDOW / 100;

  private final List<String> log = new ArrayList<>();
  private final CostControl cost = new CostControl(1, log::add);

  @Test
  void weigh_halvesRatesAboveTheLimitAndSaysSoOnce() {
    cost.weigh(WINDOW, 0, ONE_PERCENT * 3);
    cost.weigh(WINDOW, 0, ONE_PERCENT + 1);

    assertThat(cost.slowdown()).isEqualTo(4);
    assertThat(log)
        .containsExactly(
            "sampling cost 3.0 % of a core, and overhead_percent is 1.0: rates are halved");
  }

  @Test
  void weigh_judgesNoWindowThatIsShort() {
    cost.weigh(WINDOW / 2, 0, ONE_PERCENT * 9);

    assertThat(cost.slowdown()).isEqualTo(1);
    cost.weigh(WINDOW / 2, 0, 0);
    assertThat(cost.slowdown()).isEqualTo(2);
  }

  @Test
  void weigh_leavesRatesAloneNearTheLimit() {
    cost.weigh(WINDOW, 0, ONE_PERCENT + 1);
    cost.weigh(WINDOW, 0, ONE_PERCENT);
    cost.weigh(WINDOW, 0, ONE_PERCENT / 4);

    assertThat(cost.slowdown()).isEqualTo(2);
  }

  @Test
  void weigh_givesRatesBackFarBelowTheLimit() {
    cost.weigh(WINDOW, 0, ONE_PERCENT + 1);
    cost.weigh(WINDOW, 0, ONE_PERCENT / 4 - 1);
    cost.weigh(WINDOW, 0, 0);

    assertThat(cost.slowdown()).isEqualTo(1);
  }

  @Test
  void weigh_allowsHalfAPercentOfABusyProcess() {
    cost.weigh(WINDOW, WINDOW * 8, ONE_PERCENT * 4);

    assertThat(cost.slowdown()).isEqualTo(1);
    cost.weigh(WINDOW, WINDOW * 8, ONE_PERCENT * 4 + 1);
    assertThat(cost.slowdown()).isEqualTo(2);
  }

  @Test
  void weigh_neverSlowsDownWithoutEnd() {
    for (int i = 0; i < 100; i++) {
      cost.weigh(WINDOW, 0, WINDOW);
    }

    assertThat(cost.slowdown()).isEqualTo(64);
  }
}
