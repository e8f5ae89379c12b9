package io.tandemprofiler.collector.query;

import static io.tandemprofiler.collector.Uploads.frame;
import static io.tandemprofiler.collector.Uploads.upload;
import static io.tandemprofiler.collector.query.Stores.holding;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.collector.query.Glance.HotSpot;
import io.tandemprofiler.collector.store.ProfileStore;
import io.tandemprofiler.model.AgentCost;
import io.tandemprofiler.model.Gauge;
import io.tandemprofiler.model.ProcessStatistics;
import io.tandemprofiler.model.Sampler;
import io.tandemprofiler.model.SamplerReason;
import io.tandemprofiler.model.ThreadState;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OverviewTest {
  private static final long MINUTE = 60_000;
  private static final long BEGIN = 60 * MINUTE; // an hour of UTC

  @Test
  void find_sumsTheHottestFunctionOverPathsAndProfiles() {
    Glance shop =
        only(
            holding(
                upload(1).at(BEGIN).cpu(700, "a;parse 2", "b;parse 1", "render 4"),
                upload(2).at(BEGIN).instance("two").cpu(300, "parse;parse 3")));
    assertThat(shop.hottest()).hasValue(new HotSpot(frame("parse"), 600, 6));
    assertThat(shop.sampledMicros()).isEqualTo(1000);
    assertThat(shop.instances()).isEqualTo(2);
  }

  @Test
  void find_countsCpuTimeOnlyAndLeavesGaps() {
    Glance shop =
        only(
            holding(
                upload(1).at(BEGIN).cpu(600, "a 1").wall(ThreadState.IO, 9000, "b 5"),
                upload(2).at(BEGIN + 2 * MINUTE).wall(ThreadState.IO, 9000, "b 5")));
    assertThat(shop.stepObservedMillis()).containsExactly(10_000, 0, 10_000);
    assertThat(shop.stepSampledMicros()).containsExactly(600, 0, 0);
    assertThat(shop.hottest()).map(HotSpot::frame).hasValue(frame("a"));
  }

  @Test
  void find_sumsWhatAgentsCostAndTellsThoseThatStopped() {
    ProfileStore store =
        holding(
            upload(1).at(BEGIN).instance("stopped").statistics(costing(5)),
            upload(2).at(BEGIN + 20 * MINUTE).statistics(costing(7)));
    Glance shop =
        Overview.find(store, "default", BEGIN, BEGIN + 30 * MINUTE, MINUTE, 9).glances().get(0);
    assertThat(shop.reporting()).isEqualTo(1);
    assertThat(shop.processMicros()).isEqualTo(12_000);
    assertThat(shop.agentMicros()).isEqualTo(12);
    assertThat(shop.samplingMicros()).isEqualTo(120);
    assertThat(shop.observedMillis()).isEqualTo(20_000);
    assertThat(shop.hottest()).isEmpty();
  }

  @Test
  void find_countsAnAgentOfLongWindowsAsReportingUntilTwoAreMissed() {
    ProfileStore store = holding(upload(1).at(BEGIN).lasting((int) (30 * MINUTE)));
    assertThat(reportingAt(store, BEGIN + 91 * MINUTE)).isEqualTo(1);
    assertThat(reportingAt(store, BEGIN + 91 * MINUTE + 1)).isZero();
  }

  @Test
  void find_listsThoseWithTheMostProfilesAndSaysHowManyThereAre() {
    ProfileStore store =
        holding(
            upload(1).at(BEGIN).service("a"),
            upload(2).at(BEGIN).service("b"),
            upload(3).service("b").at(BEGIN));
    Overview overview = Overview.find(store, "default", BEGIN, BEGIN + 3 * MINUTE, MINUTE, 1);
    assertThat(overview.services()).isEqualTo(2);
    assertThat(overview.glances()).extracting(Glance::service).containsExactly("b");
    assertThat(Overview.find(holding(), "default", 0, 1, 1, 9))
        .isEqualTo(new Overview(0, List.of()));
  }

  private static Glance only(ProfileStore store) {
    List<Glance> glances =
        Overview.find(store, "default", BEGIN, BEGIN + 3 * MINUTE, MINUTE, 9).glances();
    assertThat(glances).hasSize(1);
    return glances.get(0);
  }

  private static long reportingAt(ProfileStore store, long nowMillis) {
    return Overview.find(store, "default", BEGIN, nowMillis, MINUTE, 9)
        .glances()
        .get(0)
        .reporting();
  }

  private static ProcessStatistics costing(long cost) {
    return new ProcessStatistics(
        cost * 1000,
        Gauge.none(),
        Gauge.none(),
        Gauge.none(),
        0,
        0,
        new AgentCost(cost, cost * 10, 1, List.of()),
        Sampler.JFR,
        SamplerReason.DEFAULT);
  }
}
