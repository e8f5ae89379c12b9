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
  private final StackDivision division;
  private final DividedStacks divided;
  private final Map<SeriesKey, Long> samplesByKey = new TreeMap<>();
  private final Map<Long, Seen> seenByStack = new HashMap<>(); // and thread, where it counts
  private final Map<Long, Frame> frames = new HashMap<>();
  private final Map<Integer, Long> visitsByThread = new HashMap<>();
  private long samples;
  private long samplingNanos;

  /**
   * @param ownLibrary what stacks call the profiler's library, whose own threads are left out
   */
  RecordingReader(OwnThreads own, String ownLibrary, SamplingRates rates, StackDivision division) {
    this.own = own;
    this.ownLibrary = ownLibrary;
    this.rates = rates;
    this.division = division;
    this.tree = new BoundedTree(rates.maxDepth());
    this.divided = new DividedStacks(tree);
  }

  /** How often one stack was seen: of one thread, if that concerns the division, else of all. */
  private static final class Seen {
    final int stack;
    final long javaId;
    final long osId;
    long onCpu;
    long running;
    long asleep;
    long allocations;
    long allocatedBytes;
    long locks;
    long lockedMicros;
    long walks;

    Seen(int stack, long javaId, long osId) {
      this.stack = stack;
      this.javaId = javaId;
      this.osId = osId;
    }

    boolean isOfOneThread() {
      return javaId != 0 || osId != 0;
    }
  }

  void read(Path recording) throws IOException {
    try (JfrReader reader = new JfrReader(recording.toString())) {
      int running = reader.getEnumKey("jdk.types.ThreadState", "STATE_RUNNABLE");
      int asleep = reader.getEnumKey("jdk.types.ThreadState", "STATE_SLEEPING");
      Event event;
      while ((event = reader.readEvent()) != null) {
        Long thread = reader.javaThreads.get(event.tid);
        long java = thread != null && thread > 0 ? thread : 0;
        if (java > 0 && own.contains(java)) {
          continue;
        }
        if (event instanceof ExecutionSample) {
          count((ExecutionSample) event, java, running, asleep);
        } else if (event instanceof AllocationSample) {
          count((AllocationSample) event, java);
        } else if (event instanceof ContendedLock) {
          count((ContendedLock) event, java, reader.ticksPerSec);
        }
      }
      seenByStack.values().forEach(seen -> add(reader, reader.stackTraces.get(seen.stack), seen));
      division.forEach(divided);
    }
  }

  SampledWindow toWindow(RecordingTotals totals) {
    // some threads live as long as the JVM, so this is how often all were visited
    long rounds = visitsByThread.values().stream().mapToLong(Long::longValue).max().orElse(1);
    divided.samples().forEach((key, count) -> samplesByKey.merge(key, count, Long::sum));
    return new SampledWindow(
        tree.tree(), divided.mark(totals.of(samplesByKey, rounds)), samples, samplingNanos / 1000);
  }

  private void count(ExecutionSample sample, long java, int running, int asleep) {
    boolean wall = sample.threadState == running || sample.threadState == asleep;
    if ((wall ? rates.wallHz() : rates.cpuHz()) == 0) {
      return; // a signal of the window before can arrive in this one
    }
    Seen seen = seen(sample, java);
    if (!wall) {
      seen.onCpu += sample.samples;
    } else if (java == 0 && !seen.isOfOneThread()) {
      return; // threads that are nobody's: what they execute is counted above
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
  private void count(AllocationSample sample, long java) {
    Seen seen = seen(sample, java);
    seen.allocations++;
    seen.allocatedBytes += sample.value();
    seen.walks++;
  }

  /** A wait that is shorter than the period is seen so much the more seldom: it stands for one. */
  private void count(ContendedLock wait, long java, long ticksPerSecond) {
    Seen seen = seen(wait, java);
    long micros = Math.round(wait.duration * 1e6 / ticksPerSecond);
    seen.locks++;
    seen.lockedMicros += Math.max(micros, rates.lockMicros());
    seen.walks++;
  }

  private Seen seen(Event event, long java) {
    int stack = event.stackTraceId;
    return division.concerns(java, event.tid)
        ? seenByStack.computeIfAbsent(
            ((long) event.tid << 32) | (stack & 0xffffffffL),
            key -> new Seen(stack, java, event.tid))
        : seenByStack.computeIfAbsent((long) stack, key -> new Seen(stack, 0, 0));
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
    add(trace, CPU, seen, seen.onCpu, 0);
    add(trace, ALLOCATED, seen, seen.allocations, seen.allocatedBytes);
    add(trace, LOCKED, seen, seen.locks, seen.lockedMicros);
    add(trace, wall(ThreadState.RUNNING), seen, seen.running, 0);
    add(trace, wall(WaitingPlaces.stateAt(trace)), seen, seen.asleep, 0);
  }

  private static SeriesKey wall(ThreadState state) {
    return new SeriesKey(Measure.WALL_TIME, state);
  }

  private void add(StackTrace trace, SeriesKey key, Seen seen, long count, long value) {
    boolean divisible = seen.isOfOneThread();
    if (count == 0
        || (divisible && division.take(seen.javaId, seen.osId, trace, key, count, value))) {
      return;
    }
    boolean wall = key.measure() == Measure.WALL_TIME;
    if (!wall || WaitingPlaces.isOfTheApplication(trace)) {
      tree.add(
          isKnownToWait(key) ? WaitingPlaces.withoutNativeEnd(trace) : trace, key, count, value);
      samplesByKey.merge(key, count, Long::sum);
    }
  }

  private static boolean isKnownToWait(SeriesKey key) {
    return key.measure() == Measure.WALL_TIME
        && key.state() != ThreadState.RUNNING
        && key.state() != ThreadState.UNSPECIFIED;
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
