package io.tandemprofiler.collector.query;

import static io.tandemprofiler.collector.Uploads.memory;
import static io.tandemprofiler.collector.Uploads.upload;
import static io.tandemprofiler.collector.query.Stores.holding;
import static io.tandemprofiler.collector.query.Stores.shop;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.collector.store.ProfileStore;
import io.tandemprofiler.model.Gauge;
import org.junit.jupiter.api.Test;

final class ProcessesOverTimeTest {
  private static final Gauge NONE = Gauge.none();

  @Test
  void find_meansOverProcessesAndAddsCollections() {
    ProfileStore store =
        holding(
            upload(1)
                .at(1000)
                .cpu(1, "a 1")
                .statistics(memory(new Gauge(100, 110, 0), new Gauge(40, 90, 500), 2, 300)),
            upload(2)
                .at(1000)
                .instance("two")
                .cpu(1, "a 1")
                .statistics(memory(new Gauge(300, 300, 0), new Gauge(80, 85, 200), 1, 100)));
    ProcessesOverTime found = ProcessesOverTime.find(store, shop(1000, 21_000), 10_000);
    assertThat(found.observedMillis()).containsExactly(20_000, 0);
    assertThat(found.residentBytes()).containsExactly(200, Double.NaN);
    assertThat(found.heapBytes()).containsExactly(60, Double.NaN);
    assertThat(found.heapPeakBytes()).containsExactly(90, 0);
    assertThat(found.heapLimitBytes()).containsExactly(200, 0);
    assertThat(found.gcCount()).containsExactly(3, 0);
    assertThat(found.gcMicros()).containsExactly(400, 0);
  }

  @Test
  void find_spreadsAWindowOverItsSteps() {
    ProfileStore store =
        holding(
            upload(1)
                .at(5000)
                .lasting(10_000)
                .cpu(1, "a 1")
                .statistics(memory(NONE, new Gauge(40, 90, 0), 2, 300)));
    ProcessesOverTime found = ProcessesOverTime.find(store, shop(0, 20_000), 10_000);
    assertThat(found.observedMillis()).containsExactly(5000, 5000);
    assertThat(found.heapBytes()).containsExactly(40, 40);
    assertThat(found.heapPeakBytes()).containsExactly(90, 90);
    assertThat(found.gcCount()).containsExactly(1, 1);
    assertThat(found.gcMicros()).containsExactly(150, 150);
  }

  @Test
  void find_doesNotMixWhatWasNotReadIntoMeans() {
    ProfileStore store =
        holding(
            upload(1).at(1000).cpu(1, "a 1").statistics(memory(NONE, new Gauge(40, 90, 0), 0, 0)),
            upload(2)
                .at(1000)
                .instance("python")
                .cpu(1, "a 1")
                .statistics(memory(new Gauge(7, 7, 0), NONE, 0, 0)));
    ProcessesOverTime found = ProcessesOverTime.find(store, shop(1000, 11_000), 10_000);
    assertThat(found.heapBytes()).containsExactly(40);
    assertThat(found.residentBytes()).containsExactly(7);
    assertThat(found.heapLimitBytes()).containsExactly(0);
  }
}
