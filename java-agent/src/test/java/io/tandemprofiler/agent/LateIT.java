package io.tandemprofiler.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.Series;
import io.tandemprofiler.model.ThreadState;
import io.tandemprofiler.model.Upload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is compiled before the agent has its library is credited to callers, and marked so. A JVM
 * compiles when it gets to it, so there may be several runs until one has done so in time.
 */
class LateIT {
  private static final String QUERY = "SELECT SUM(MOD(X, 7)) C FROM SYSTEM_RANGE(1, 7000000);";
  private static final int MOST_RUNS = 10;

  @TempDir private Path folder;

  @Test
  void cpuTime_isMarkedWhereTheApplicationWasCompiledBefore() throws IOException {
    Set<EstimateReason> said = new HashSet<>();
    for (int run = 0; run < MOST_RUNS && !said.contains(EstimateReason.LATE_ATTACH); run++) {
      Path off = Files.createFile(folder.resolve("off"));
      try (CollectorStandIn collector = new CollectorStandIn();
          ForkedJvm.Running program = shell(collector, off)) {
        program.tell(QUERY, "21000000");
        Files.delete(off);
        said.addAll(saidOfAnotherQuery(collector, program));
      }
    }
    assertThat(said).contains(EstimateReason.LATE_ATTACH);
  }

  @Test
  void cpuTime_isExactWhereItWasNot() throws IOException {
    Set<EstimateReason> said = new HashSet<>();
    for (int run = 0; run < MOST_RUNS && !said.contains(EstimateReason.UNSPECIFIED); run++) {
      try (CollectorStandIn collector = new CollectorStandIn();
          ForkedJvm.Running program = shell(collector, folder.resolve("none"))) {
        said.addAll(saidOfAnotherQuery(collector, program));
      }
    }
    assertThat(said).contains(EstimateReason.UNSPECIFIED);
  }

  private static ForkedJvm.Running shell(CollectorStandIn collector, Path off) throws IOException {
    return ForkedJvm.here()
        .agent("service=shop,cpu_hz=99,collector=" + collector.url() + ",off_file=" + off)
        .classPath(Jars.holding(org.h2.Driver.class))
        .main("org.h2.tools.Shell", "-url", "jdbc:h2:mem:")
        .start()
        .awaitOutput("sql>");
  }

  /** Of the CPU time of each window, from one in which it is asked for until its end. */
  private static Set<EstimateReason> saidOfAnotherQuery(
      CollectorStandIn collector, ForkedJvm.Running program) throws IOException {
    collector.nextAsking();
    program.tell(QUERY, "21000000");
    program.end();
    return Stream.concat(Stream.of(collector.nextUpload()), collector.uploadsSoFar().stream())
        .map(LateIT::cpuOf)
        .flatMap(Optional::stream)
        .map(cpu -> cpu.total().estimated())
        .collect(Collectors.toSet());
  }

  private static Optional<Series> cpuOf(Upload upload) {
    return Profiles.series(upload.profile(), Measure.CPU_TIME, ThreadState.RUNNING);
  }
}
