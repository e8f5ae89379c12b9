package io.tandemprofiler.collector.query;

import static io.tandemprofiler.collector.Uploads.upload;
import static io.tandemprofiler.collector.query.Stores.holding;
import static io.tandemprofiler.collector.query.Stores.shop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandemprofiler.collector.store.ProfileStore;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.ThreadState;
import org.junit.jupiter.api.Test;

final class TimelineTest {
  @Test
  void find_spreadsAWindowOverItsSteps() {
    ProfileStore store = holding(upload(1).at(15_000).lasting(10_000).cpu(600, "main 1"));
    Timeline timeline = Timeline.find(store, shop(10_000, 40_000), Measure.CPU_TIME, 10_000);
    assertThat(timeline.fromMillis()).isEqualTo(10_000);
    assertThat(timeline.observedMillis()).containsExactly(5000, 5000, 0);
    assertThat(timeline.values().get(ThreadState.RUNNING)).containsExactly(300, 300, 0);
  }

  @Test
  void find_tellsStatesApartAndAddsInstances() {
    ProfileStore store =
        holding(
            upload(1).at(1000).wall(ThreadState.IO, 10, "a 1").wall(ThreadState.RUNNING, 5, "a 1"),
            upload(2).at(1000).instance("two").wall(ThreadState.IO, 30, "a 1").cpu(7, "a 1"));
    Timeline timeline = Timeline.find(store, shop(1000, 11_000), Measure.WALL_TIME, 10_000);
    assertThat(timeline.observedMillis()).containsExactly(20_000);
    assertThat(timeline.values()).containsOnlyKeys(ThreadState.RUNNING, ThreadState.IO);
    assertThat(timeline.values().get(ThreadState.RUNNING)).containsExactly(5);
    assertThat(timeline.values().get(ThreadState.IO)).containsExactly(40);
  }

  @Test
  void find_leavesOutWhatLiesBehindTheLastStep() {
    ProfileStore store = holding(upload(1).at(15_000).lasting(10_000).cpu(600, "main 1"));
    Timeline timeline = Timeline.find(store, shop(10_000, 17_000), Measure.CPU_TIME, 3500);
    assertThat(timeline.observedMillis()).containsExactly(0, 2000);
    assertThat(timeline.values().get(ThreadState.RUNNING)).containsExactly(0, 120);
  }

  @Test
  void find_refusesMoreStepsThanAnyoneCanSee() {
    assertThatThrownBy(() -> Timeline.find(holding(), shop(0, 10_001), Measure.CPU_TIME, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("10001 steps of 1 ms, over 10000");
  }
}
