package io.tandemprofiler.agent.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.Profile;
import io.tandemprofiler.model.Series;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.SeriesTotal;
import io.tandemprofiler.model.ThreadState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AsyncProfilerSamplerTest extends SamplerContract {
  private static final SeriesKey CPU = new SeriesKey(Measure.CPU_TIME, ThreadState.RUNNING);

  private static final SeriesKey ALLOCATED =
      new SeriesKey(Measure.ALLOCATED_BYTES, ThreadState.UNSPECIFIED);
  private static final SeriesKey LOCKED = new SeriesKey(Measure.LOCK_TIME, ThreadState.BLOCKED);

  private final Object contended = new Object();
  private final AtomicLong allocated = new AtomicLong();
  private final AtomicLong waitedNanos = new AtomicLong();

  @Override
  protected Sampler open(OwnThreads own) {
    try {
      return AsyncProfilerSampler.open(own, EstimateReason.LATE_ATTACH);
    } catch (SamplerUnavailableException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void stop_givesCpuTimeTheClocksTotalAndTheMark() {
    run(this::calculate);
    SampledWindow window;
    do {
      sampler.start(OFTEN);
      LockSupport.parkNanos(100_000_000);
      window = sampler.stop();
    } while (!window.totals().containsKey(CPU));

    SeriesTotal total = window.totals().get(CPU);
    assertThat(total.totalValue()).isPositive();
    assertThat(total.period()).isBetween(9_000L, 11_000L);
    assertThat(total.estimated()).isEqualTo(EstimateReason.LATE_ATTACH);
    assertThat(window.samples()).isPositive();
    assertThat(window.samplingMicros()).isPositive();
  }

  @Test
  void stop_givesAllocatedBytesToWhoAllocatedThem() {
    run(this::allocate);
    long atFirst = allocated.get();
    sampler.start(new SamplingRates(0, 0, 64, true).withEvents(65_536, 0));
    long before = allocated.get();
    await(() -> allocated.get() - before > 200_000_000);
    long atLeast = allocated.get() - before;

    Profile profile = profile(sampler.stop());
    long atMost = allocated.get() - atFirst; // they go on while this thread waits for its turn

    Series series = onlySeries(profile, ALLOCATED);
    assertThat(series.total().period()).isEqualTo(65_536);
    assertThat(series.total().totalValue()).isBetween(atLeast / 2, atMost * 2);
    assertThat(profile.frames()).extracting(Frame::function).contains("allocate");
  }

  @Test
  void stop_givesTheTimeThatThreadsWaitedForALock() {
    run(this::contend);
    run(this::contend);
    await(() -> waitedNanos.get() > 0);
    long atFirst = waitedNanos.get();
    sampler.start(new SamplingRates(0, 0, 64, true).withEvents(0, 10_000));
    long before = waitedNanos.get();
    await(() -> waitedNanos.get() - before > 500_000_000);
    long atLeast = (waitedNanos.get() - before) / 1000;

    Profile profile = profile(sampler.stop());
    long atMost = (waitedNanos.get() - atFirst) / 1000;

    Series series = onlySeries(profile, LOCKED);
    assertThat(series.total().period()).isEqualTo(10_000);
    assertThat(series.total().totalValue()).isBetween(atLeast / 2, atMost * 2);
    assertThat(profile.frames()).extracting(Frame::function).contains("contend");
  }

  @Test
  void start_leavesNoFileThatOthersCouldOpen() throws IOException {
    sampler.start(OFTEN);

    assertThat(filesOfOurs()).isEmpty();
    sampler.stop();
  }

  @Test
  void start_recordsNothingButStacks() throws IOException {
    System.setProperty("sampler.test.secret", "hunter2-in-a-property");
    sampler.start(OFTEN);
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      Path recording =
          descriptors
              .filter(path -> target(path).matches(".*/tandem-[0-9a-f]+\\.jfr \\(deleted\\)"))
              .reduce((first, second) -> second)
              .orElseThrow();
      byte[] header = Files.readAllBytes(recording);

      assertThat(header).isNotEmpty();
      assertThat(new String(header, java.nio.charset.StandardCharsets.ISO_8859_1))
          .doesNotContain("hunter2")
          .doesNotContain(System.getProperty("user.dir"));
    } finally {
      sampler.stop();
      System.clearProperty("sampler.test.secret");
    }
  }

  @Test
  void stop_saysThatSomethingElseHasStoppedIt_andTheNextWindowIsWhole() throws Exception {
    run(this::calculate);
    sampler.start(OFTEN);
    ProfilerLibrary.load().profiler().stop();

    assertThatThrownBy(() -> sampler.stop())
        .isInstanceOf(SamplingFailedException.class)
        .hasMessage("async-profiler was stopped by something else: IllegalStateException");
    assertThat(profileWith("calculate", ThreadState.RUNNING)).isNotNull();
  }

  private static Series onlySeries(Profile profile, SeriesKey key) {
    assertThat(profile.series()).extracting(Series::key).containsExactly(key);
    return profile.series().get(0);
  }

  private static void await(BooleanSupplier condition) {
    for (int i = 0; i < 60_000 && !condition.getAsBoolean(); i++) {
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  private void allocate() {
    while (!isEnded()) {
      result = new byte[1 << 14].length;
      allocated.addAndGet((1 << 14) + 16);
    }
  }

  /** Holds a lock for about a millisecond at a time, and counts how long it waited for it. */
  private void contend() {
    while (!isEnded()) {
      long before = System.nanoTime();
      synchronized (contended) {
        waitedNanos.addAndGet(System.nanoTime() - before);
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  private static List<Path> filesOfOurs() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().matches("tandem-[0-9a-f]+.*\\.(jfr|so)"))
          .collect(Collectors.toList());
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return "";
    }
  }
}
