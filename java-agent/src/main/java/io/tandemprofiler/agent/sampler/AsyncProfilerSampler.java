package io.tandemprofiler.agent.sampler;

import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.SamplerReason;
import java.io.IOException;
import one.profiler.AsyncProfilerMXBean;

/**
 * Samples with async-profiler: CPU by each thread's own clock, wall time by visiting every thread.
 *
 * <p>The recording of a window is an unlinked file, and is told to hold neither system properties
 * nor anything else about the machine.
 */
final class AsyncProfilerSampler implements Sampler {
  // neither system information, system properties, native libraries, CPU load nor heap
  private static final int STACKS_ONLY = 0x1f;

  private final ProfilerLibrary library;
  private final AsyncProfilerMXBean profiler;
  private final UnlinkedFile recording;
  private final OwnThreads own;
  private final ProcessorClock clock;
  private final EstimateReason estimated;
  private SamplingRates rates;
  private StackDivision division;
  private boolean running;
  private long cpuPeriodMicros;
  private long wallPeriodMicros;
  private long startCpuMicros;
  private long startNanos;

  private AsyncProfilerSampler(
      ProfilerLibrary library, UnlinkedFile recording, OwnThreads own, EstimateReason estimated) {
    this.library = library;
    this.profiler = library.profiler();
    this.recording = recording;
    this.own = own;
    this.clock = new ProcessorClock(own);
    this.estimated = estimated;
  }

  /**
   * Loads the library and proves that it can sample here.
   *
   * @param estimated what to mark CPU time with; unspecified where it is exact
   */
  static AsyncProfilerSampler open(OwnThreads own, EstimateReason estimated)
      throws SamplerUnavailableException {
    ProfilerLibrary library = ProfilerLibrary.load();
    UnlinkedFile recording;
    try {
      recording = UnlinkedFile.create();
    } catch (IOException e) {
      throw new SamplerUnavailableException(
          SamplerReason.EVENTS_UNAVAILABLE, "no place for a recording", e);
    }
    AsyncProfilerSampler sampler = new AsyncProfilerSampler(library, recording, own, estimated);
    boolean proven = false;
    try {
      sampler.start(new SamplingRates(1, 1, 16, false));
      sampler.stop();
      proven = true;
      return sampler;
    } catch (IllegalStateException e) {
      throw new SamplerUnavailableException(
          SamplerReason.EVENTS_UNAVAILABLE, SamplingFailedException.reason(e), e);
    } finally {
      if (!proven) {
        sampler.close();
      }
    }
  }

  @Override
  public io.tandemprofiler.model.Sampler kind() {
    return io.tandemprofiler.model.Sampler.ASYNC_PROFILER;
  }

  @Override
  public void start(SamplingRates asked, StackDivision asWell) {
    if (rates != null) {
      throw new IllegalStateException("a window is open");
    }
    cpuPeriodMicros = asked.cpuPeriodMicros();
    wallPeriodMicros = asked.wallPeriodMicros();
    if (!asked.areZero()) {
      execute(command(asked));
      running = true;
    }
    startCpuMicros = clock.micros();
    startNanos = System.nanoTime();
    rates = asked;
    division = asWell;
  }

  @Override
  public SampledWindow stop() {
    SamplingRates ended = rates;
    if (ended == null) {
      throw new IllegalStateException("no window is open");
    }
    rates = null;
    long cpuMicros = Math.max(0, clock.micros() - startCpuMicros);
    long elapsedMicros = (System.nanoTime() - startNanos) / 1000;
    boolean recorded = running;
    stopRunning(); // before anything of ours can fail
    RecordingReader reader = new RecordingReader(own, library.name(), ended, division);
    if (recorded) {
      read(reader);
    }
    return reader.toWindow(
        new RecordingTotals(
            ended, cpuPeriodMicros, cpuMicros, wallPeriodMicros, elapsedMicros, estimated));
  }

  @Override
  public void close() {
    rates = null;
    try {
      stopRunning();
    } catch (IllegalStateException e) {
      // it does not run any more
    }
    try {
      recording.close();
    } catch (IOException e) {
      // the kernel frees it with the process
    }
  }

  private void stopRunning() {
    if (running) {
      running = false; // also where it fails: it is not tried twice
      try {
        profiler.stop();
      } catch (IllegalStateException e) {
        throw new SamplingFailedException("async-profiler was stopped by something else", e);
      }
    }
  }

  private void read(RecordingReader reader) {
    try {
      reader.read(recording.path());
      recording.clear();
    } catch (IOException | RuntimeException e) {
      throw new SamplingFailedException("the recording cannot be read", e);
    }
  }

  private String command(SamplingRates asked) {
    String cpu = cpuPeriodMicros > 0 ? ",event=ctimer,interval=" + cpuPeriodMicros + "us" : "";
    String wall = wallPeriodMicros > 0 ? ",wall=" + wallPeriodMicros + "us" : "";
    return "start,jfr,loglevel=none,jfropts="
        + STACKS_ONLY
        + cpu
        + wall
        + (asked.allocatedBytes() > 0 ? ",alloc=" + asked.allocatedBytes() : "")
        + (asked.lockMicros() > 0 ? ",lock=" + asked.lockMicros() + "us" : "")
        + ",jstackdepth="
        + asked.recordedDepth()
        + ",memlimit="
        + stacksMegabytes()
        + "m"
        + ",file="
        + recording.path();
  }

  /** What stacks may take outside the heap, and a little less inside it when they are read. */
  private static long stacksMegabytes() {
    return Math.max(16, Math.min(64, (Runtime.getRuntime().maxMemory() >> 20) / 16));
  }

  private void execute(String command) {
    try {
      profiler.execute(command);
    } catch (IOException | RuntimeException e) {
      throw new SamplingFailedException("async-profiler does not start", e);
    }
  }
}
