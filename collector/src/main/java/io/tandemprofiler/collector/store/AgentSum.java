package io.tandemprofiler.collector.store;

import io.tandemprofiler.model.Drop;
import io.tandemprofiler.model.HeapSummary;
import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.Sampler;
import io.tandemprofiler.model.SamplerReason;
import io.tandemprofiler.model.SeriesKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one process said of itself over some windows: counts add up, gauges do not, a heap summary
 * is a snapshot. Sums stop at {@link Long#MAX_VALUE}. Immutable.
 *
 * @param profiles how many, at least 1
 * @param firstMillis start of the first window
 * @param lastMillis end of the last window
 * @param observedMillis how long the windows are together
 * @param series every kind that was counted
 * @param cpuMicros of the whole process
 * @param agentMicros CPU time of the agent's own threads
 * @param samplingMicros estimated cost of the samples
 * @param agentSamples taken by the agent
 * @param drops ascending by (kind, reason), one each
 * @param sampler of the last window
 * @param samplerReason of the last window
 * @param lastHeap the last that was taken
 * @param largestHeap of all that were taken the one with the most bytes; of equals the first
 */
public record AgentSum(
    Producer producer,
    long profiles,
    long firstMillis,
    long lastMillis,
    long observedMillis,
    Set<SeriesKey> series,
    long cpuMicros,
    GaugeSum residentBytes,
    GaugeSum heapBytes,
    GaugeSum threads,
    long gcCount,
    long gcMicros,
    long agentMicros,
    long samplingMicros,
    long agentSamples,
    List<Drop> drops,
    Sampler sampler,
    SamplerReason samplerReason,
    Optional<HeapSummary> lastHeap,
    Optional<HeapSummary> largestHeap) {
  public AgentSum {
    series = Set.copyOf(series);
    drops = List.copyOf(drops);
  }
}
