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
import jdk.jfr.consumer.RecordingFile;

/** Folds a recording of the JDK's into a call tree. Used for one recording, by one thread. */
final class FlightRecording {
  static final SeriesKey CPU = new SeriesKey(Measure.CPU_TIME, ThreadState.RUNNING);

  private final boolean lines;
  private final BoundedTree tree;
  private final Map<RecordedStackTrace, Long> samplesByStack = new HashMap<>();
  private final Map<RecordedMethod, Frame> frames = new HashMap<>();
  private long samples;
  private long samplingNanos;

  FlightRecording(boolean lines, BoundedTree tree) {
    this.lines = lines;
    this.tree = tree;
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
    samplesByStack.forEach(this::add);
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
      samplesByStack.merge(stack, 1L, Long::sum);
    }
  }

  private void add(RecordedStackTrace stack, long count) {
    StackTrace trace = trace(stack);
    if (!OwnThreads.isOn(trace) && !WaitingPlaces.isOfTheFlightRecorder(trace)) {
      tree.add(trace, CPU, count, 0);
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
