package io.tandemprofiler.collector.analysis;

import io.tandemprofiler.collector.store.AgentSum;
import io.tandemprofiler.collector.store.Block;
import io.tandemprofiler.collector.store.Counts;
import io.tandemprofiler.collector.store.Row;
import io.tandemprofiler.model.ClassCount;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.ThreadState;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What one hour of a service is kept as, to watch it: sums, gauges and what was largest. */
final class ServiceHour {
  private static final Set<ThreadState> IDLE =
      EnumSet.of(ThreadState.WAITING, ThreadState.SLEEPING);
  private static final double LEAST_FRAME_SHARE = 0.01;
  private static final int MOST_FRAMES = 30;
  private static final int MOST_CLASSES = 50;
  private static final double MICROS = 1e6;

  private double observedMillis;
  private double cpuMicros;
  private double activeMicros;
  private boolean hasWall;
  private long cpuSamples;
  private double agentSamples;
  private double agentMillis;
  private double gcMicros;
  private double heapMillis; // of the processes that have a heap
  private double emptiestHeap; // times millis
  private double heapShare;
  private int heapSummaries;
  private Map<Frame, Double> frames = new HashMap<>(); // self CPU microseconds
  private Map<String, Double> classes = new HashMap<>(); // bytes of all processes

  /** Adds what a block says of this hour. */
  void add(Block block) {
    for (Row row : block.rows()) {
      observedMillis += row.observedMillis();
      for (SeriesKey key : row.keys()) {
        boolean isCpu = key.measure() == Measure.CPU_TIME;
        if (isCpu || key.measure() == Measure.WALL_TIME) {
          row.counts(key).ifPresent(counts -> add(block, key, counts));
        }
      }
    }
    block.agents().forEach(this::add);
  }

  /**
   * Forgets what is small, once the hour is read.
   *
   * @param once gives of equal frames always the same
   */
  void closed(UnaryOperator<Frame> once) {
    frames = largest(frames, LEAST_FRAME_SHARE * cpuMicros, MOST_FRAMES, once);
    classes = largest(classes, 0, MOST_CLASSES, String::intern);
  }

  double observedMillis() {
    return observedMillis;
  }

  /** NaN where nothing was observed. */
  double cpuMicrosPerSecond() {
    return perSecond(cpuMicros, observedMillis);
  }

  /** NaN where no wall time was sampled. */
  double activeMicrosPerSecond() {
    return hasWall ? perSecond(activeMicros, observedMillis) : Double.NaN;
  }

  /** NaN where no agent said so. */
  double samplesPerSecond() {
    return agentSamples > 0 ? perSecond(agentSamples, agentMillis) : Double.NaN;
  }

  /** Bytes a process at its emptiest, on average; NaN where no JVM reported. */
  double heapUsed() {
    return heapMillis > 0 ? emptiestHeap / heapMillis : Double.NaN;
  }

  /** Seconds of collection a second, 0 … 1; NaN where no JVM reported. */
  double gcShare() {
    return heapMillis > 0 ? gcMicros / MICROS / (heapMillis / 1000) : Double.NaN;
  }

  /** How full the fullest process's heap was at its emptiest, 0 … 1; 0 where not known. */
  double heapShare() {
    return heapShare;
  }

  /** Out of the service's CPU time; 0 below one in a hundred, NaN where there are few samples. */
  double frameShare(Frame frame) {
    return cpuSamples < 100 ? Double.NaN : frames.getOrDefault(frame, 0.0) / cpuMicros;
  }

  Set<Frame> frames() {
    return frames.keySet();
  }

  long cpuSamples() {
    return cpuSamples;
  }

  /** Bytes a process; NaN where no summary lists it. */
  double classBytes(String className) {
    Double bytes = classes.get(className);
    return bytes == null ? Double.NaN : bytes / heapSummaries;
  }

  Set<String> classes() {
    return classes.keySet();
  }

  private static double perSecond(double value, double millis) {
    return millis > 0 ? value / (millis / 1000) : Double.NaN;
  }

  private void add(Block block, SeriesKey key, Counts counts) {
    if (key.measure() == Measure.WALL_TIME) {
      hasWall = true;
      activeMicros += IDLE.contains(key.state()) ? 0 : counts.totalValue();
      return;
    }
    cpuMicros += counts.totalValue();
    cpuSamples += counts.totalSamples();
    for (int i = 0; i < counts.size(); i++) {
      if (counts.node(i) > 0) {
        Frame frame = block.paths().frames().get(block.paths().frameIndex(counts.node(i)));
        frames.merge(frame, counts.value(i), Double::sum);
      }
    }
  }

  private void add(AgentSum agent) {
    agentSamples += agent.agentSamples();
    agentMillis += agent.observedMillis();
    if (agent.heapBytes().max() > 0) {
      gcMicros += agent.gcMicros();
      heapMillis += agent.observedMillis();
      emptiestHeap += (double) agent.heapBytes().min() * agent.observedMillis();
    }
    if (agent.heapBytes().limit() > 0) {
      heapShare = Math.max(heapShare, (double) agent.heapBytes().min() / agent.heapBytes().limit());
    }
    agent
        .lastHeap()
        .ifPresent(
            heap -> {
              heapSummaries++;
              for (ClassCount count : heap.classes()) {
                classes.merge(count.className(), (double) count.bytes(), Double::sum);
              }
            });
  }

  private static <K> Map<K, Double> largest(
      Map<K, Double> values, double least, int most, UnaryOperator<K> once) {
    Map<K, Double> largest = new HashMap<>();
    values.entrySet().stream()
        .filter(value -> value.getValue() >= least)
        .sorted(Map.Entry.<K, Double>comparingByValue().reversed())
        .limit(most)
        .forEach(value -> largest.put(once.apply(value.getKey()), value.getValue()));
    return largest;
  }
}
