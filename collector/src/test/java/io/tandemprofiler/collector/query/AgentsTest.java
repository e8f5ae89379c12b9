package io.tandemprofiler.collector.query;

import static io.tandemprofiler.collector.Uploads.upload;
import static io.tandemprofiler.collector.query.Stores.holding;
import static io.tandemprofiler.collector.query.Stores.shop;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.model.AgentCost;
import io.tandemprofiler.model.Drop;
import io.tandemprofiler.model.DropKind;
import io.tandemprofiler.model.DropReason;
import io.tandemprofiler.model.Gauge;
import io.tandemprofiler.model.ProcessStatistics;
import io.tandemprofiler.model.Sampler;
import io.tandemprofiler.model.SamplerReason;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AgentsTest {
  private static final Drop FULL = new Drop(DropKind.UPLOAD, DropReason.QUEUE_FULL, 2);
  private static final Drop LIMIT = new Drop(DropKind.SAMPLE, DropReason.LIMIT, 5);

  @Test
  void find_sumsWhatEachAgentCostAndLost() {
    List<Agents.Agent> agents =
        Agents.find(
            holding(
                upload(1).at(1000).statistics(statistics(100, Sampler.JFR, LIMIT, FULL)),
                upload(2).at(11_000).statistics(statistics(50, Sampler.THREAD_DUMP, LIMIT)),
                upload(3).at(30_000).instance("two").statistics(statistics(7, Sampler.JFR))),
            shop(0, 99_000));
    assertThat(agents).extracting(a -> a.producer().instance()).containsExactly("two", "one");
    Agents.Agent one = agents.get(1);
    assertThat(one.profiles()).isEqualTo(2);
    assertThat(one.firstMillis()).isEqualTo(1000);
    assertThat(one.lastMillis()).isEqualTo(21_000);
    assertThat(one.observedMillis()).isEqualTo(20_000);
    assertThat(one.processMicros()).isEqualTo(150_000);
    assertThat(one.agentMicros()).isEqualTo(150);
    assertThat(one.samplingMicros()).isEqualTo(1500);
    assertThat(one.sampler()).isEqualTo(Sampler.THREAD_DUMP);
    assertThat(one.drops()).containsExactly(new Drop(DropKind.SAMPLE, DropReason.LIMIT, 10), FULL);
  }

  private static ProcessStatistics statistics(long cost, Sampler sampler, Drop... drops) {
    return new ProcessStatistics(
        cost * 1000,
        Gauge.none(),
        Gauge.none(),
        Gauge.none(),
        0,
        0,
        new AgentCost(cost, cost * 10, 1, List.of(drops)),
        sampler,
        SamplerReason.DEFAULT);
  }
}
