package io.tandemprofiler.agent.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.SeriesTotal;
import io.tandemprofiler.model.ThreadState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AsyncProfilerSamplerTest extends SamplerContract {
  private static final SeriesKey CPU = new SeriesKey(Measure.CPU_TIME, ThreadState.RUNNING);

  @Override
  Sampler open() {
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
              .filter(path -> target(path).matches(".*/tandem-\\d+\\.jfr \\(deleted\\)"))
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

  private static List<Path> filesOfOurs() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().matches("tandem-\\d+\\.(jfr|so)"))
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
