package io.tandemprofiler.collector.store;

import io.tandemprofiler.model.AgentCost;
import io.tandemprofiler.model.Drop;
import io.tandemprofiler.model.Gauge;
import io.tandemprofiler.model.HeapSummary;
import io.tandemprofiler.model.ProcessStatistics;
import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.SeriesKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Sums up what processes said of themselves; order of time matters only for what is last. */
final class AgentSums {
  private static final Comparator<Drop> BY_REASON =
      Comparator.comparing(Drop::kind).thenComparing(Drop::reason);

  private AgentSums() {}

  /** One sum for each producer, in order of its first row. */
  static List<AgentSum> of(List<? extends ProfileRow> rows) {
    return merge(rows.stream().map(AgentSums::of).toList());
  }

  /** One sum for each producer, in order of its first part. */
  static List<AgentSum> merge(List<AgentSum> parts) {
    Map<Producer, AgentSum> sums = new LinkedHashMap<>();
    parts.forEach(part -> sums.merge(part.producer(), part, AgentSums::plus));
    return List.copyOf(sums.values());
  }

  private static AgentSum of(ProfileRow row) {
    ProcessStatistics statistics = row.statistics();
    AgentCost agent = statistics.agent();
    return new AgentSum(
        row.producer(),
        1,
        row.firstMillis(),
        row.lastMillis(),
        row.observedMillis(),
        Set.copyOf(row.keys()),
        statistics.cpuMicros(),
        of(statistics.residentBytes()),
        of(statistics.heapBytes()),
        of(statistics.threads()),
        statistics.gcCount(),
        statistics.gcMicros(),
        agent.cpuMicros(),
        agent.samplingMicros(),
        agent.samples(),
        agent.drops(),
        statistics.sampler(),
        statistics.samplerReason(),
        row.heap(),
        row.heap());
  }

  private static AgentSum plus(AgentSum a, AgentSum b) {
    boolean bLast = b.lastMillis() >= a.lastMillis();
    AgentSum last = bLast ? b : a;
    Set<SeriesKey> series = new HashSet<>(a.series());
    series.addAll(b.series());
    return new AgentSum(
        a.producer(),
        a.profiles() + b.profiles(),
        Math.min(a.firstMillis(), b.firstMillis()),
        last.lastMillis(),
        a.observedMillis() + b.observedMillis(),
        series,
        SaturatedSum.of(a.cpuMicros(), b.cpuMicros()),
        plus(a, a.residentBytes(), b, b.residentBytes(), bLast),
        plus(a, a.heapBytes(), b, b.heapBytes(), bLast),
        plus(a, a.threads(), b, b.threads(), bLast),
        SaturatedSum.of(a.gcCount(), b.gcCount()),
        SaturatedSum.of(a.gcMicros(), b.gcMicros()),
        SaturatedSum.of(a.agentMicros(), b.agentMicros()),
        SaturatedSum.of(a.samplingMicros(), b.samplingMicros()),
        SaturatedSum.of(a.agentSamples(), b.agentSamples()),
        plus(a.drops(), b.drops()),
        last.sampler(),
        last.samplerReason(),
        last(a.lastHeap(), b.lastHeap()),
        largest(a.largestHeap(), b.largestHeap()));
  }

  private static GaugeSum of(Gauge gauge) {
    return new GaugeSum(gauge.mean(), gauge.mean(), gauge.peak(), gauge.mean(), gauge.limit());
  }

  private static GaugeSum plus(AgentSum a, GaugeSum ofA, AgentSum b, GaugeSum ofB, boolean bLast) {
    double share = (double) b.observedMillis() / (a.observedMillis() + b.observedMillis());
    GaugeSum last = bLast ? ofB : ofA;
    return new GaugeSum(
        Math.min(ofA.min(), ofB.min()),
        ofA.mean() + (ofB.mean() - ofA.mean()) * share,
        Math.max(ofA.max(), ofB.max()),
        last.last(),
        last.limit());
  }

  private static List<Drop> plus(List<Drop> a, List<Drop> b) {
    List<Drop> sum = new ArrayList<>(a);
    for (Drop drop : b) {
      int at = 0;
      while (at < sum.size() && BY_REASON.compare(sum.get(at), drop) != 0) {
        at++;
      }
      if (at == sum.size()) {
        sum.add(drop);
      } else {
        sum.set(
            at,
            new Drop(
                drop.kind(), drop.reason(), SaturatedSum.of(sum.get(at).count(), drop.count())));
      }
    }
    sum.sort(BY_REASON);
    return sum;
  }

  private static Optional<HeapSummary> last(Optional<HeapSummary> a, Optional<HeapSummary> b) {
    return a.isEmpty() || (b.isPresent() && b.get().takenMillis() >= a.get().takenMillis()) ? b : a;
  }

  private static Optional<HeapSummary> largest(Optional<HeapSummary> a, Optional<HeapSummary> b) {
    return a.isEmpty() || (b.isPresent() && bytes(b.get()) > bytes(a.get())) ? b : a;
  }

  private static long bytes(HeapSummary heap) {
    return heap.classes().stream()
        .mapToLong(count -> count.bytes())
        .reduce(heap.otherBytes(), SaturatedSum::of);
  }
}
