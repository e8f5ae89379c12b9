package io.tandemprofiler.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.Series;
import io.tandemprofiler.model.ThreadState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is compiled before the agent has its library is credited to callers, and marked so. */
class LateIT {
  private static final String QUERY = "SELECT SUM(MOD(X, 7)) C FROM SYSTEM_RANGE(1, 7000000);";

  @TempDir private Path folder;

  @Test
  void cpuTime_isMarkedWhereTheApplicationWasCompiledBefore() throws IOException {
    Path off = Files.createFile(folder.resolve("off"));
    try (CollectorStandIn collector = new CollectorStandIn();
        ForkedJvm.Running program = shell(collector, off)) {
      program.tell(QUERY, "21000000");
      Files.delete(off);
      collector.nextAsking();
      program.tell(QUERY, "21000000");
      program.end();

      assertThat(estimated(collector)).isEqualTo(EstimateReason.LATE_ATTACH);
    }
  }

  @Test
  void cpuTime_isExactWhereItWasNot() throws IOException {
    try (CollectorStandIn collector = new CollectorStandIn();
        ForkedJvm.Running program = shell(collector, folder.resolve("none"))) {
      collector.nextAsking();
      program.tell(QUERY, "21000000");
      program.end();

      assertThat(estimated(collector)).isEqualTo(EstimateReason.UNSPECIFIED);
    }
  }

  private static ForkedJvm.Running shell(CollectorStandIn collector, Path off) throws IOException {
    return ForkedJvm.here()
        .agent("service=shop,cpu_hz=99,collector=" + collector.url() + ",off_file=" + off)
        .classPath(Jars.holding(org.h2.Driver.class))
        .main("org.h2.tools.Shell", "-url", "jdbc:h2:mem:")
        .start()
        .awaitOutput("sql>");
  }

  private static EstimateReason estimated(CollectorStandIn collector) {
    Series cpu =
        Profiles.series(collector.nextUpload().profile(), Measure.CPU_TIME, ThreadState.RUNNING)
            .orElseThrow();
    return cpu.total().estimated();
  }
}
