package io.tandemprofiler.agent.sampler;

import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.StackTrace;
import io.tandemprofiler.model.ThreadState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import one.jfr.ClassRef;
import one.jfr.JfrReader;
import one.jfr.MethodRef;
import one.jfr.event.AllocationSample;
import one.jfr.event.ContendedLock;
import one.jfr.event.Event;
import one.jfr.event.ExecutionSample;

/** Folds a recording of async-profiler into a call tree. Used for one recording, by one thread. */
final class RecordingReader {
  private static final SeriesKey CPU = new SeriesKey(Measure.CPU_TIME, ThreadState.RUNNING);
  private static final SeriesKey ALLOCATED =
      new SeriesKey(Measure.ALLOCATED_BYTES, ThreadState.UNSPECIFIED);
  private static final SeriesKey LOCKED = new SeriesKey(Measure.LOCK_TIME, ThreadState.BLOCKED);

  private final OwnThreads own;
  private final String ownLibrary;
  private final SamplingRates rates;
  private final BoundedTree tree;
  private final Map<SeriesKey, Long> samplesByKey = new TreeMap<>();
  private final Map<Integer, Seen> seenByStack = new HashMap<>();
  private final Map<Long, Frame> frames = new HashMap<>();
  private final Map<Integer, Long> visitsByThread = new HashMap<>();
  private long samples;
  private long samplingNanos;

  /**
   * @param ownLibrary what stacks call the profiler's library, whose own threads are left out
   */
  RecordingReader(OwnThreads own, String ownLibrary, SamplingRates rates) {
    this.own = own;
    this.ownLibrary = ownLibrary;
    this.rates = rates;
    this.tree = new BoundedTree(rates.maxDepth());
  }

  /** How often one stack was seen. */
  private static final class Seen {
    long onCpu;
    long running;
    long asleep;
    long allocations;
    long allocatedBytes;
    long locks;
    long lockedMicros;
    long walks;
  }

  void read(Path recording) throws IOException {
    try (JfrReader reader = new JfrReader(recording.toString())) {
      int running = reader.getEnumKey("jdk.types.ThreadState", "STATE_RUNNABLE");
      int asleep = reader.getEnumKey("jdk.types.ThreadState", "STATE_SLEEPING");
      Event event;
      while ((event = reader.readEvent()) != null) {
        Long thread = reader.javaThreads.get(event.tid);
        boolean java = thread != null && thread > 0;
        if (java && own.contains(thread)) {
          continue;
        }
        if (event instanceof ExecutionSample) {
          count((ExecutionSample) event, java, running, asleep);
        } else if (event instanceof AllocationSample) {
          count((AllocationSample) event);
        } else if (event instanceof ContendedLock) {
          count((ContendedLock) event, reader.ticksPerSec);
        }
      }
      seenByStack.forEach((id, seen) -> add(reader, reader.stackTraces.get(id), seen));
    }
  }

  SampledWindow toWindow(RecordingTotals totals) {
    // some threads live as long as the JVM, so this is how often all were visited
    long rounds = visitsByThread.values().stream().mapToLong(Long::longValue).max().orElse(1);
    return new SampledWindow(
        tree.tree(), totals.of(samplesByKey, rounds), samples, samplingNanos / 1000);
  }

  private void count(ExecutionSample sample, boolean java, int running, int asleep) {
    boolean wall = sample.threadState == running || sample.threadState == asleep;
    if ((wall ? rates.wallHz() : rates.cpuHz()) == 0) {
      return; // a signal of the window before can arrive in this one
    }
    Seen seen = seen(sample);
    if (!wall) {
      seen.onCpu += sample.samples;
    } else if (!java) {
      return; // threads that are not Java's: what they execute is counted above
    } else {
      visitsByThread.merge(sample.tid, (long) sample.samples, Long::sum);
      if (sample.threadState == running) {
        seen.running += sample.samples;
      } else {
        seen.asleep += sample.samples;
      }
    }
    seen.walks++;
  }

  /** Its value is what the allocation stands for: itself, and what was allocated since the last. */
  private void count(AllocationSample sample) {
    Seen seen = seen(sample);
    seen.allocations++;
    seen.allocatedBytes += sample.value();
    seen.walks++;
  }

  /** A wait that is shorter than the period is seen so much the more seldom: it stands for one. */
  private void count(ContendedLock wait, long ticksPerSecond) {
    Seen seen = seen(wait);
    long micros = Math.round(wait.duration * 1e6 / ticksPerSecond);
    seen.locks++;
    seen.lockedMicros += Math.max(micros, rates.lockMicros());
    seen.walks++;
  }

  private Seen seen(Event event) {
    return seenByStack.computeIfAbsent(event.stackTraceId, id -> new Seen());
  }

  private void add(JfrReader reader, one.jfr.StackTrace recorded, Seen seen) {
    if (recorded == null || seen.walks == 0) {
      return;
    }
    StackTrace trace = trace(reader, recorded);
    if (trace.frames().stream().anyMatch(frame -> frame.owner().equals(ownLibrary))) {
      return;
    }
    samples += seen.walks;
    samplingNanos += seen.walks * WalkCost.nanos(trace.depth());
    add(trace, CPU, seen.onCpu, 0);
    add(trace, ALLOCATED, seen.allocations, seen.allocatedBytes);
    add(trace, LOCKED, seen.locks, seen.lockedMicros);
    if (WaitingPlaces.isOfTheApplication(trace)) {
      add(trace, wall(ThreadState.RUNNING), seen.running, 0);
      ThreadState waiting = WaitingPlaces.stateAt(trace);
      StackTrace known =
          waiting == ThreadState.UNSPECIFIED ? trace : WaitingPlaces.withoutNativeEnd(trace);
      add(known, wall(waiting), seen.asleep, 0);
    }
  }

  private static SeriesKey wall(ThreadState state) {
    return new SeriesKey(Measure.WALL_TIME, state);
  }

  private void add(StackTrace trace, SeriesKey key, long count, long value) {
    if (count > 0) {
      tree.add(trace, key, count, value);
      samplesByKey.merge(key, count, Long::sum);
    }
  }

  private StackTrace trace(JfrReader reader, one.jfr.StackTrace recorded) {
    int depth = recorded.methods.length;
    int cut = depth < rates.recordedDepth() ? 0 : 1; // it may well go on: the outermost says so
    Frame[] outermostFirst = new Frame[depth + cut];
    int[] lines = new int[depth + cut];
    outermostFirst[0] = Frame.TRUNCATED;
    for (int i = 0; i < depth; i++) {
      byte type = recorded.types[i];
      long method = recorded.methods[i];
      int at = depth + cut - 1 - i;
      outermostFirst[at] = frames.computeIfAbsent(method, m -> frame(reader, m, type));
      lines[at] = rates.lines() ? recorded.locations[i] >>> 16 : 0;
    }
    return new StackTrace(Arrays.asList(outermostFirst), lines);
  }

  private static Frame frame(JfrReader reader, long id, byte type) {
    MethodRef method = reader.methods.get(id);
    ClassRef owner = method == null ? null : reader.classes.get(method.cls);
    return RecordedFrames.frame(
        type,
        owner == null ? "" : text(reader, owner.name),
        method == null ? "" : text(reader, method.name));
  }

  private static String text(JfrReader reader, long symbol) {
    byte[] bytes = reader.symbols.get(symbol);
    return bytes == null ? "" : RecordedFrames.text(bytes);
  }
}
