package io.tandemprofiler.collector.query;

import static io.tandemprofiler.collector.Uploads.frame;
import static io.tandemprofiler.collector.Uploads.upload;
import static io.tandemprofiler.collector.query.Stores.holding;
import static io.tandemprofiler.collector.query.Stores.shop;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.collector.query.TopLines.LineCost;
import io.tandemprofiler.collector.store.ProfileStore;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.ThreadState;
import org.junit.jupiter.api.Test;

final class TopLinesTest {
  private final ProfileStore store =
      holding(
          upload(1).cpu(400, "main:1;parse:7 3", "main:2 1").wall(ThreadState.IO, 9, "main:8 1"),
          upload(2).at(20_000).cpu(100, "main:1;parse:7 1"));

  @Test
  void find_sumsLinesOfProfilesWithWhatTheirSamplesAreWorth() {
    TopLines top = TopLines.find(store, shop(0, 99_000), Measure.CPU_TIME, Order.SELF, 9);
    assertThat(top.total()).isEqualTo(500);
    assertThat(top.costs())
        .containsExactly(
            new LineCost(frame("parse"), 7, 400, 400, 4, 4),
            new LineCost(frame("main"), 2, 100, 100, 1, 1),
            new LineCost(frame("main"), 1, 0, 400, 0, 4));
  }

  @Test
  void find_listsTheDearestByTheOrder() {
    TopLines top = TopLines.find(store, shop(0, 99_000), Measure.CPU_TIME, Order.TOTAL, 1);
    assertThat(top.lines()).isEqualTo(3);
    assertThat(top.costs()).containsExactly(new LineCost(frame("main"), 1, 0, 400, 0, 4));
  }

  @Test
  void find_isEmptyOutsideOfTheRange() {
    assertThat(TopLines.find(store, shop(5000, 6000), Measure.CPU_TIME, Order.SELF, 9).costs())
        .isEmpty();
  }
}
