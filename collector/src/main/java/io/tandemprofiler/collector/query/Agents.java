package io.tandemprofiler.collector.query;

import io.tandemprofiler.collector.store.ProfileSelection;
import io.tandemprofiler.collector.store.ProfileStore;
import io.tandemprofiler.model.AgentCost;
import io.tandemprofiler.model.Drop;
import io.tandemprofiler.model.DropKind;
import io.tandemprofiler.model.DropReason;
import io.tandemprofiler.model.ProcessStatistics;
import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.Upload;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which agents reported, what they cost their hosts, and what they lost. */
public final class Agents {
  private Agents() {}

  /** The agents of the selected profiles, the one that reported last first. */
  public static List<Agent> find(ProfileStore store, ProfileSelection selection) {
    Map<Producer, Sum> sums = new HashMap<>();
    store.visit(
        selection,
        upload -> sums.computeIfAbsent(upload.producer(), producer -> new Sum()).add(upload));
    return sums.entrySet().stream()
        .map(sum -> sum.getValue().toAgent(sum.getKey()))
        .sorted(
            Comparator.comparingLong(Agent::lastMillis)
                .reversed()
                .thenComparing(agent -> agent.producer().instance()))
        .toList();
  }

  /**
   * One process's agent.
   *
   * @param profiles how many, at least 1
   * @param firstMillis start of the first window
   * @param lastMillis end of the last window
   * @param observedMillis of all windows together
   * @param processMicros CPU time of the whole process
   * @param agentMicros CPU time of the agent's own threads
   * @param samplingMicros what sampling cost the application's threads: an estimate
   * @param last what the last window said: which sampler ran, and why
   * @param drops what was lost, by kind and reason
   */
  public record Agent(
      Producer producer,
      long profiles,
      long firstMillis,
      long lastMillis,
      long observedMillis,
      long processMicros,
      long agentMicros,
      long samplingMicros,
      ProcessStatistics last,
      List<Drop> drops) {}

  private record Loss(DropKind kind, DropReason reason) {}

  private static final class Sum {
    private final Map<Loss, Long> losses =
        new TreeMap<>(Comparator.comparing(Loss::kind).thenComparing(Loss::reason));
    private long profiles;
    private long firstMillis = Long.MAX_VALUE;
    private long lastMillis = Long.MIN_VALUE;
    private long observedMillis;
    private long processMicros;
    private long agentMicros;
    private long samplingMicros;
    private ProcessStatistics last;

    void add(Upload upload) {
      ProcessStatistics statistics = upload.profile().statistics();
      AgentCost cost = statistics.agent();
      profiles++;
      firstMillis = Math.min(firstMillis, upload.profile().window().startMillis());
      lastMillis = Math.max(lastMillis, upload.profile().window().endMillis());
      observedMillis = SaturatedSum.of(observedMillis, upload.profile().window().durationMillis());
      processMicros = SaturatedSum.of(processMicros, statistics.cpuMicros());
      agentMicros = SaturatedSum.of(agentMicros, cost.cpuMicros());
      samplingMicros = SaturatedSum.of(samplingMicros, cost.samplingMicros());
      last = statistics; // visited by start
      for (Drop drop : cost.drops()) {
        losses.merge(new Loss(drop.kind(), drop.reason()), drop.count(), SaturatedSum::of);
      }
    }

    Agent toAgent(Producer producer) {
      List<Drop> drops =
          losses.entrySet().stream()
              .map(loss -> new Drop(loss.getKey().kind(), loss.getKey().reason(), loss.getValue()))
              .toList();
      return new Agent(
          producer,
          profiles,
          firstMillis,
          lastMillis,
          observedMillis,
          processMicros,
          agentMicros,
          samplingMicros,
          last,
          drops);
    }
  }
}
