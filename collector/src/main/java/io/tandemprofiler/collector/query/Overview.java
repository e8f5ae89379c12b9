package io.tandemprofiler.collector.query;

import io.tandemprofiler.collector.query.Glance.HotSpot;
import io.tandemprofiler.collector.store.AgentSum;
import io.tandemprofiler.collector.store.Block;
import io.tandemprofiler.collector.store.Counts;
import io.tandemprofiler.collector.store.ProfileSelection;
import io.tandemprofiler.collector.store.ProfileStore;
import io.tandemprofiler.collector.store.Row;
import io.tandemprofiler.collector.store.SaturatedSum;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.SeriesKey;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All services at a glance, by one pass over what each counted. Immutable.
 *
 * <p>An agent still reports where its last window ended no longer before the end of the range than
 * two of its windows last on average, and a minute; or eleven minutes, which is that of the usual
 * five.
 *
 * @param services how many there are in the range, also beyond those that are listed
 * @param glances those with the most profiles first; equals by name
 */
public record Overview(int services, List<Glance> glances) {
  private static final long RECENT_MILLIS = Duration.ofMinutes(11).toMillis();
  private static final long LATE_MILLIS = Duration.ofMinutes(1).toMillis();

  /**
   * The services with a profile beginning in {@code [fromMillis, toMillis)}.
   *
   * @throws IllegalArgumentException where there are more than {@link Timeline#MAX_STEPS} steps
   */
  public static Overview find(
      ProfileStore store,
      String tenant,
      long fromMillis,
      long toMillis,
      long stepMillis,
      int limit) {
    List<Service> services = Services.find(store, tenant, fromMillis, toMillis);
    List<Glance> glances =
        services.stream()
            .sorted(Comparator.comparingLong(Service::profiles).reversed()) // stable
            .limit(limit)
            .map(service -> glance(store, tenant, service, fromMillis, toMillis, stepMillis))
            .toList();
    return new Overview(services.size(), glances);
  }

  private static Glance glance(
      ProfileStore store,
      String tenant,
      Service service,
      long fromMillis,
      long toMillis,
      long stepMillis) {
    ProfileSelection selection =
        new ProfileSelection(tenant, service.name(), fromMillis, toMillis, Map.of());
    Steps steps = Steps.over(selection, stepMillis);
    Sum sum = new Sum(steps);
    store.scan(selection, steps.coarsest(), sum::add);
    return sum.toGlance(service, toMillis);
  }

  private static boolean isReporting(AgentSum agent, long toMillis) {
    long window = agent.observedMillis() / agent.profiles();
    return toMillis - agent.lastMillis() <= Math.max(RECENT_MILLIS, 2 * window + LATE_MILLIS);
  }

  /** What one service did. */
  private static final class Sum {
    private final Steps steps;
    private final double[] stepObserved;
    private final double[] stepSampled;
    private final Map<Frame, Self> selves = new HashMap<>();
    private final Map<String, AgentSum> lastOfInstance = new HashMap<>();
    private long observedMillis;
    private long processMicros;
    private long agentMicros;
    private long samplingMicros;
    private double sampledMicros;

    Sum(Steps steps) {
      this.steps = steps;
      this.stepObserved = new double[steps.count()];
      this.stepSampled = new double[steps.count()];
    }

    void add(Block block) {
      block.agents().forEach(this::add);
      for (Row row : block.rows()) {
        steps.spread(row, (double) row.observedMillis(), stepObserved);
        row.keys().stream()
            .filter(key -> key.measure() == Measure.CPU_TIME)
            .forEach(key -> add(block, row, key));
      }
    }

    private void add(Block block, Row row, SeriesKey key) {
      Optional<Counts> found = row.counts(key);
      if (found.isEmpty()) {
        return;
      }
      Counts counts = found.get();
      sampledMicros += counts.totalValue();
      steps.spread(row, (double) counts.totalValue(), stepSampled);
      for (int i = 0; i < counts.size(); i++) {
        if (counts.node(i) > 0) {
          int frame = block.paths().frameIndex(counts.node(i));
          selves
              .computeIfAbsent(block.paths().frames().get(frame), f -> new Self())
              .add(counts.value(i), counts.samples(i));
        }
      }
    }

    private void add(AgentSum agent) {
      observedMillis = SaturatedSum.of(observedMillis, agent.observedMillis());
      processMicros = SaturatedSum.of(processMicros, agent.cpuMicros());
      agentMicros = SaturatedSum.of(agentMicros, agent.agentMicros());
      samplingMicros = SaturatedSum.of(samplingMicros, agent.samplingMicros());
      lastOfInstance.merge(
          agent.producer().instance(),
          agent,
          (one, other) -> one.lastMillis() >= other.lastMillis() ? one : other);
    }

    Glance toGlance(Service service, long toMillis) {
      long reporting =
          lastOfInstance.values().stream().filter(agent -> isReporting(agent, toMillis)).count();
      return new Glance(
          service.name(),
          service.runtimes(),
          service.instances(),
          reporting,
          service.profiles(),
          service.firstMillis(),
          service.lastMillis(),
          observedMillis,
          processMicros,
          agentMicros,
          samplingMicros,
          sampledMicros,
          hottest(),
          stepObserved,
          stepSampled);
    }

    /** Of functions only: what stands for several paths is none. */
    private Optional<HotSpot> hottest() {
      return selves.entrySet().stream()
          .filter(self -> self.getKey().language() != Language.UNSPECIFIED)
          .map(self -> self.getValue().toHotSpot(self.getKey()))
          .max(
              Comparator.comparingDouble(HotSpot::selfMicros)
                  .thenComparing(HotSpot::frame, Comparator.reverseOrder()));
    }
  }

  private static final class Self {
    private double micros;
    private long samples;

    void add(double value, long count) {
      micros += value;
      samples = SaturatedSum.of(samples, count);
    }

    HotSpot toHotSpot(Frame frame) {
      return new HotSpot(frame, micros, samples);
    }
  }
}
