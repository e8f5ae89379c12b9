package io.tandemprofiler.agent.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.Profile;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.SeriesTotal;
import io.tandemprofiler.model.ThreadState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import org.junit.jupiter.api.Test;

class JfrSamplerTest extends SamplerContract {
  private static final SeriesKey CPU = new SeriesKey(Measure.CPU_TIME, ThreadState.RUNNING);

  @Override
  protected Sampler open(OwnThreads own) {
    try {
      return JfrSampler.open(own, DiagnosticCommand.open(null), OFTEN.maxDepth());
    } catch (SamplerUnavailableException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void stop_dividesTheClocksTotalAndMarksIt() {
    run(this::calculate);

    SampledWindow window = windowWithCpu();

    SeriesTotal total = window.totals().get(CPU);
    assertThat(total.totalValue()).isPositive();
    assertThat(total.period()).isBetween(9_000L, 11_000L);
    assertThat(total.estimated()).isEqualTo(EstimateReason.LATE_ATTACH);
    assertThat(functions(profile(window))).contains("calculate");
  }

  @Test
  void stop_seesTheSameWhereTheApplicationRecordsAsWell() {
    run(this::calculate);
    try (Recording applications = new Recording()) {
      applications.start();

      assertThat(functions(profile(windowWithCpu()))).contains("calculate");
    }
  }

  @Test
  void start_keepsLittleOfWhatTheApplicationRecords() {
    try (Recording applications = new Recording()) {
      applications.start();
      sampler.start(OFTEN);

      assertThat(FlightRecorder.getFlightRecorder().getRecordings())
          .filteredOn(each -> each.getId() != applications.getId())
          .filteredOn(each -> each.getState() == RecordingState.RUNNING)
          .singleElement()
          .extracting(Recording::getMaxSize)
          .isEqualTo(64L << 20);
      sampler.stop();
    }
  }

  @Test
  void stop_leavesTheRecordersOwnThreadsOut() {
    run(this::calculate);
    for (int window = 0; window < 5; window++) {
      assertThat(profile(windowWithCpu()).frames())
          .extracting(Frame::function)
          .doesNotContain("periodicTask");
    }
  }

  @Test
  void start_writesNothingToTheFileThatItKeepsForTheEnd() throws IOException {
    run(this::calculate);
    sampler.start(OFTEN);
    LockSupport.parkNanos(100_000_000);

    List<Path> files = filesOfOurs();
    assertThat(files).hasSize(1);
    assertThat(files.get(0)).isEmptyFile();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.get(0))))
        .isEqualTo("rwx------");
    sampler.stop();
    assertThat(filesOfOurs()).isEmpty();
  }

  private SampledWindow windowWithCpu() {
    SampledWindow window;
    do {
      sampler.start(OFTEN);
      LockSupport.parkNanos(100_000_000);
      window = sampler.stop();
    } while (!window.totals().containsKey(CPU));
    return window;
  }

  private static List<String> functions(Profile profile) {
    return profile.frames().stream().map(Frame::function).collect(Collectors.toList());
  }

  private static List<Path> filesOfOurs() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().matches("tandem-[0-9a-f]+\\.jfr"))
          .collect(Collectors.toList());
    }
  }
}
