package io.tandemprofiler.collector.query;

import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Runtime;
import java.util.Optional;
import java.util.SortedSet;

/**
 * What a service did in a range, at a glance. Immutable.
 *
 * @param service never empty
 * @param runtimes every runtime that its processes named, by language, name and version
 * @param instances how many reported
 * @param reporting how many of them still do: see {@link Overview}
 * @param profiles how many, at least 1
 * @param firstMillis start of the first window
 * @param lastMillis end of the last window
 * @param observedMillis of all windows together
 * @param processMicros CPU time of the processes; 0 where none said so, as in imports
 * @param agentMicros CPU time of the agents' own threads
 * @param samplingMicros what sampling cost the application's threads: an estimate
 * @param sampledMicros CPU time that the call paths account for
 * @param hottest the function with the most CPU time of its own; empty without samples
 * @param stepObservedMillis by step: of all windows together; 0 in a gap
 * @param stepSampledMicros by step
 */
@SuppressWarnings("ArrayRecordComponent") // a value of many columns, never compared
public record Glance(
    String service,
    SortedSet<Runtime> runtimes,
    long instances,
    long reporting,
    long profiles,
    long firstMillis,
    long lastMillis,
    long observedMillis,
    long processMicros,
    long agentMicros,
    long samplingMicros,
    double sampledMicros,
    Optional<HotSpot> hottest,
    double[] stepObservedMillis,
    double[] stepSampledMicros) {

  /** A function and its own CPU time, callees excluded. */
  public record HotSpot(Frame frame, double selfMicros, long selfSamples) {}
}
