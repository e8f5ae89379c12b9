package io.tandemprofiler.agent.sampler;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.SamplerReason;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.SeriesTotal;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.management.JMException;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/**
 * Samples CPU time with the JDK's own recorder, and wall time with thread dumps, since the recorder
 * sees no thread that waits. Needs no native library.
 *
 * <p>A recording holds one kind of event, lies in memory while it grows, and in a file that only
 * this user can open for as long as it takes to read it. Events of the application's own that are
 * registered while it grows are on until the window ends: the recorder has no way to forbid them.
 */
final class JfrSampler implements Sampler {
  private static final int FIRST_WITH_CPU_CLOCKS = 25;
  private static final long MAX_DISK_BYTES = 64 << 20;
  private static final int MAX_RECORDED_DEPTH = 2048; // the recorder's own limit

  /** Each thread's own CPU clock, and virtual threads by their own stacks. */
  private static final String BY_CPU_CLOCK = "jdk.CPUTimeSample";

  /** Threads that execute Java code, some at a time. */
  private static final String BY_ROUNDS = "jdk.ExecutionSample";

  private final OwnThreads own;
  private final ProcessorClock clock;
  private final boolean hasCpuClocks;
  private final EstimateReason estimated;
  private SamplingRates rates;
  private BoundedTree tree;
  private StackDivision division;
  private ThreadDumps dumps;
  private Recording recording;
  private Path file;
  private long periodMicros;
  private long startCpuMicros;

  private JfrSampler(OwnThreads own) {
    this.own = own;
    this.clock = new ProcessorClock(own);
    this.hasCpuClocks = Runtime.version().feature() >= FIRST_WITH_CPU_CLOCKS;
    this.estimated = estimated(hasCpuClocks);
  }

  /**
   * Proves that the recorder records here.
   *
   * @param jvm is told how deep stacks are, where the recorder was not used before
   * @throws LinkageError where this JVM was made without a recorder
   */
  static JfrSampler open(OwnThreads own, DiagnosticCommand jvm, int maxDepth)
      throws SamplerUnavailableException {
    try {
      if (!FlightRecorder.isAvailable()) {
        throw unavailable("this JVM was started without it", null);
      }
      if (!FlightRecorder.isInitialized()) {
        jvm.setFlightRecorderDepth(Math.min(MAX_RECORDED_DEPTH, maxDepth + 1));
      }
      JfrSampler sampler = new JfrSampler(own);
      sampler.prove(maxDepth);
      return sampler;
    } catch (JMException | RuntimeException e) {
      throw unavailable(e.getClass().getSimpleName(), e);
    }
  }

  private void prove(int maxDepth) {
    boolean proven = false;
    try {
      start(new SamplingRates(1, 0, maxDepth, false));
      stop();
      proven = true;
    } finally {
      if (!proven) {
        close();
      }
    }
  }

  /** Whether stacks are exact inside compiled methods: only where the JVM was told to keep it. */
  static boolean knowsWhereCompiledCodeIs() {
    HotSpotDiagnosticMXBean jvm =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    try {
      return jvm.getVMOption("DebugNonSafepoints").getValue().equals("true");
    } catch (IllegalArgumentException e) {
      return false; // a JVM that has no such option
    }
  }

  @Override
  public io.tandemprofiler.model.Sampler kind() {
    return io.tandemprofiler.model.Sampler.JFR;
  }

  @Override
  public void start(SamplingRates asked, StackDivision asWell) {
    if (rates != null) {
      throw new IllegalStateException("a window is open");
    }
    tree = new BoundedTree(asked.maxDepth());
    division = asWell;
    recording = null;
    if (asked.cpuHz() > 0) {
      startRecording(asked.cpuPeriodMicros());
    }
    startCpuMicros = clock.micros();
    try {
      dumps = ThreadDumps.start(own, asked, tree, division);
    } catch (RuntimeException | Error e) { // as where no thread is left to be had
      if (recording != null) {
        forgetRecording();
      }
      throw e;
    }
    rates = asked;
  }

  @Override
  public SampledWindow stop() {
    SamplingRates ended = rates;
    if (ended == null) {
      throw new IllegalStateException("no window is open");
    }
    rates = null;
    dumps.end();
    boolean recorded = recording != null;
    long cpuMicros = Math.max(0, clock.micros() - startCpuMicros);
    FlightRecording read = new FlightRecording(ended.lines(), tree, division);
    if (recorded) {
      stopRecording(read);
    }
    DividedStacks divided = new DividedStacks(tree);
    division.forEach(divided);
    Map<SeriesKey, SeriesTotal> totals = new HashMap<>(dumps.totals(divided.samples()));
    if (read.samples() > 0) {
      totals.put(FlightRecording.CPU, new SeriesTotal(periodMicros, cpuMicros, estimated));
    }
    return new SampledWindow(
        tree.tree(),
        divided.mark(totals),
        read.samples() + dumps.samples(),
        (read.samplingNanos() + dumps.stallNanos()) / 1000);
  }

  @Override
  public void close() {
    rates = null;
    if (dumps != null) {
      dumps.end();
    }
    if (recording != null) {
      forgetRecording();
    }
  }

  private void startRecording(long asked) {
    periodMicros = asked;
    file = privateFile();
    recording = new Recording();
    try {
      recording.setDestination(file);
      recording.setDumpOnExit(true); // else the recorder forgets it at the JVM's end
      // where the application records as well, to its own files, the recorder fills only files
      recording.setToDisk(isInUse());
      recording.setMaxSize(MAX_DISK_BYTES); // of the application's files, which ours keeps as well
      for (EventType event : FlightRecorder.getFlightRecorder().getEventTypes()) {
        recording.disable(event.getName());
      }
      if (hasCpuClocks) {
        recording.enable(BY_CPU_CLOCK).with("throttle", periodMicros + " us");
      } else {
        recording.enable(BY_ROUNDS).with("period", Math.max(1, periodMicros / 1000) + " ms");
      }
      recording.start();
    } catch (IOException | RuntimeException e) {
      forgetRecording();
      throw new SamplingFailedException("the flight recorder does not start", e);
    }
  }

  private static Path privateFile() {
    try {
      return PrivateFile.create(".jfr");
    } catch (IOException e) {
      throw new SamplingFailedException("there is no place for a recording", e);
    }
  }

  private static boolean isInUse() {
    return FlightRecorder.getFlightRecorder().getRecordings().stream()
        .anyMatch(other -> other.getState() == RecordingState.RUNNING);
  }

  private void stopRecording(FlightRecording reader) {
    try {
      recording.stop();
    } catch (IllegalStateException e) {
      // the JVM is ending, and the recorder was faster: it has written the file
    }
    try {
      if (Files.size(file) > 0) { // empty where the application began to record since
        reader.read(file, hasCpuClocks ? BY_CPU_CLOCK : BY_ROUNDS);
      }
    } catch (IOException | RuntimeException e) {
      throw new SamplingFailedException("the recording cannot be read", e);
    } finally {
      forgetRecording();
    }
  }

  private void forgetRecording() {
    recording.close();
    recording = null;
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // whoever took the folder away took the file with it
    }
  }

  private static EstimateReason estimated(boolean hasCpuClocks) {
    if (!knowsWhereCompiledCodeIs()) {
      return EstimateReason.LATE_ATTACH; // its meaning: inlined frames credited to their caller
    }
    return hasCpuClocks ? EstimateReason.UNSPECIFIED : EstimateReason.CLOCK_SPREAD;
  }

  private static SamplerUnavailableException unavailable(String why, Exception cause) {
    return new SamplerUnavailableException(SamplerReason.EVENTS_UNAVAILABLE, why, cause);
  }
}
