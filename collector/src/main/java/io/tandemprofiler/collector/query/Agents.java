package io.tandemprofiler.collector.query;

import io.tandemprofiler.collector.store.AgentSum;
import io.tandemprofiler.collector.store.ProfileSelection;
import io.tandemprofiler.collector.store.ProfileStore;
import io.tandemprofiler.collector.store.Resolution;
import io.tandemprofiler.collector.store.SaturatedSum;
import io.tandemprofiler.model.Drop;
import io.tandemprofiler.model.DropKind;
import io.tandemprofiler.model.DropReason;
import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.Sampler;
import io.tandemprofiler.model.SamplerReason;
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
    store.scan(
        selection,
        Resolution.DAY,
        block ->
            block
                .agents()
                .forEach(
                    agent -> sums.computeIfAbsent(agent.producer(), p -> new Sum()).add(agent)));
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
   * @param sampler that ran in the last window
   * @param samplerReason why it and no other
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
      Sampler sampler,
      SamplerReason samplerReason,
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
    private Sampler sampler = Sampler.UNSPECIFIED;
    private SamplerReason samplerReason = SamplerReason.UNSPECIFIED;

    void add(AgentSum agent) {
      if (agent.lastMillis() > lastMillis) {
        sampler = agent.sampler();
        samplerReason = agent.samplerReason();
      }
      profiles += agent.profiles();
      firstMillis = Math.min(firstMillis, agent.firstMillis());
      lastMillis = Math.max(lastMillis, agent.lastMillis());
      observedMillis = SaturatedSum.of(observedMillis, agent.observedMillis());
      processMicros = SaturatedSum.of(processMicros, agent.cpuMicros());
      agentMicros = SaturatedSum.of(agentMicros, agent.agentMicros());
      samplingMicros = SaturatedSum.of(samplingMicros, agent.samplingMicros());
      for (Drop drop : agent.drops()) {
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
          sampler,
          samplerReason,
          drops);
    }
  }
}
