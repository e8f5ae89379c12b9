package io.tandemprofiler.agent.sampler;

import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.JavaNames;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.StackTrace;
import io.tandemprofiler.model.ThreadState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/** Folds a recording of the JDK's into a call tree. Used for one recording, by one thread. */
final class FlightRecording {
  static final SeriesKey CPU = new SeriesKey(Measure.CPU_TIME, ThreadState.RUNNING);

  private final boolean lines;
  private final BoundedTree tree;
  private final StackDivision division;
  private final Map<RecordedStackTrace, Long> samplesByStack = new HashMap<>();
  private final Map<Long, Map<RecordedStackTrace, Long>> samplesByThread = new HashMap<>();
  private final Map<RecordedMethod, Frame> frames = new HashMap<>();
  private long samples;
  private long samplingNanos;

  FlightRecording(boolean lines, BoundedTree tree, StackDivision division) {
    this.lines = lines;
    this.tree = tree;
    this.division = division;
  }

  /** Adds what the events of this name show; whatever else the file holds is not looked at. */
  void read(Path file, String event) throws IOException {
    try (RecordingFile recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        RecordedEvent read = recording.readEvent();
        if (read.getEventType().getName().equals(event)) {
          count(read);
        }
      }
    }
    samplesByStack.forEach((stack, count) -> add(stack, count, 0));
    samplesByThread.forEach(
        (id, stacks) -> stacks.forEach((stack, count) -> add(stack, count, id)));
  }

  long samples() {
    return samples;
  }

  long samplingNanos() {
    return samplingNanos;
  }

  private void count(RecordedEvent event) {
    // the recorder forgets the name of a thread that ended, or that an earlier recording named:
    // so it is the stack that tells the agent's own threads
    RecordedStackTrace stack = event.getStackTrace();
    if (stack != null) {
      long id = threadId(event);
      boolean known = id > 0 && division.concerns(id, 0);
      Map<RecordedStackTrace, Long> counts =
          known ? samplesByThread.computeIfAbsent(id, i -> new HashMap<>()) : samplesByStack;
      counts.merge(stack, 1L, Long::sum);
    }
  }

  /** Of the thread that was sampled; 0 where it is not known. */
  private static long threadId(RecordedEvent event) {
    RecordedThread thread =
        event.hasField("sampledThread") ? event.getThread("sampledThread") : event.getThread();
    return thread == null ? 0 : Math.max(0, thread.getJavaThreadId());
  }

  private void add(RecordedStackTrace stack, long count, long javaId) {
    StackTrace trace = trace(stack);
    if (!OwnThreads.isOn(trace) && !WaitingPlaces.isOfTheFlightRecorder(trace)) {
      if (javaId == 0 || !division.take(javaId, 0, trace, CPU, count, 0)) {
        tree.add(trace, CPU, count, 0);
      }
      samples += count;
      samplingNanos += count * WalkCost.nanos(trace.depth());
    }
  }

  private StackTrace trace(RecordedStackTrace stack) {
    List<RecordedFrame> innermostFirst = stack.getFrames();
    int cut = stack.isTruncated() ? 1 : 0;
    int depth = innermostFirst.size() + cut;
    Frame[] outermostFirst = new Frame[depth];
    int[] lineNumbers = new int[depth];
    Arrays.fill(outermostFirst, 0, cut, Frame.TRUNCATED);
    for (int i = cut; i < depth; i++) {
      RecordedFrame frame = innermostFirst.get(depth - 1 - i);
      outermostFirst[i] = frames.computeIfAbsent(frame.getMethod(), FlightRecording::frame);
      lineNumbers[i] = lines ? Math.max(0, frame.getLineNumber()) : 0;
    }
    return new StackTrace(Arrays.asList(outermostFirst), lineNumbers);
  }

  private static Frame frame(RecordedMethod method) {
    return JavaNames.frame(method.getType().getName(), method.getName());
  }
}
