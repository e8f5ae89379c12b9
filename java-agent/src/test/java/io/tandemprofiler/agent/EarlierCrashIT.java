package io.tandemprofiler.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.agent.program.Program;
import io.tandemprofiler.model.ProcessStatistics;
import io.tandemprofiler.model.Sampler;
import io.tandemprofiler.model.SamplerReason;
import io.tandemprofiler.model.Upload;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM that really crashes on a thread of async-profiler's, and those that come after it. */
class EarlierCrashIT {
  private static final String LINE =
      "tandem: an earlier run crashed in async-profiler: taking thread dumps, until the agent is"
          + " upgraded or sampler=async-profiler is set";

  @TempDir Path folder;
  private final CollectorStandIn collector;

  EarlierCrashIT() throws IOException {
    collector = new CollectorStandIn();
  }

  @AfterEach
  void close() {
    collector.close();
  }

  @Test
  void crashInTheLibrary_isNotRepeated() throws Exception {
    crash();
    try (DirectoryStream<Path> reports = Files.newDirectoryStream(folder, "hs_err_pid*.log")) {
      assertThat(reports).hasSize(1);
    }

    try (ForkedJvm.Running careful = program("").awaitError(LINE)) {
      collector.nextAsking();
      assertThat(careful.end().errors()).containsExactly(LINE);
    }
    ProcessStatistics dumps = collector.nextUpload().profile().statistics();
    assertThat(dumps.sampler()).isEqualTo(Sampler.THREAD_DUMP);
    assertThat(dumps.samplerReason()).isEqualTo(SamplerReason.CRASHED_BEFORE);

    leaveOutWhatCame();
    try (ForkedJvm.Running told = program(",sampler=async-profiler")) {
      collector.nextAsking();
      assertThat(told.end().errors()).isEmpty();
    }
    assertThat(collector.nextUpload().profile().statistics().sampler())
        .isEqualTo(Sampler.ASYNC_PROFILER);
  }

  private void crash() throws IOException, InterruptedException {
    try (ForkedJvm.Running crashing = program("")) {
      collector.nextAsking();
      String thread = crashing.threadNamed("Async-profiler");
      String kill = "import ctypes,sys; ctypes.CDLL(None).tgkill(*map(int, sys.argv[1:]), 11)";
      new ProcessBuilder("python3", "-c", kill, crashing.pid(), thread).start().waitFor();
      assertThat(crashing.awaitEnd().exitCode).isNotZero();
    }
    leaveOutWhatCame();
  }

  /** Whoever ran for more than ten seconds, on a busy machine, has sent more than its last. */
  private void leaveOutWhatCame() {
    List<Upload> unused = collector.uploadsSoFar();
  }

  private ForkedJvm.Running program(String settings) throws IOException {
    return ForkedJvm.here()
        .in(folder)
        .option("-XX:-CreateCoredumpOnCrash")
        .agent("service=shop,collector=" + collector.url() + settings)
        .program(Program.class, "until-told")
        .start();
  }
}
