package io.tandemprofiler.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.agent.program.Program;
import io.tandemprofiler.agent.program.SwitchProgram;
import io.tandemprofiler.model.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What switches a running agent off and on: the program, an operator's file, the MBean. */
class SwitchIT {
  private static final String OFF = "off_file is there: sampling nothing";

  private final CollectorStandIn collector;

  SwitchIT() throws IOException {
    collector = new CollectorStandIn();
  }

  @AfterEach
  void close() {
    collector.close();
  }

  @Test
  void library_isPausedResumedAndStartedAnew() throws IOException {
    try (ForkedJvm.Running program = switched()) {
      program.tell("start", "start: done");
      collector.nextAsking();
      program.tell("pause", "pause: done");
      collector.nextUpload();
      long resumedMillis = System.currentTimeMillis();
      program.tell("resume", "resume: done");
      Window resumed = windowFrom(resumedMillis);
      program.tell("close", "close: done");
      long closedMillis = System.currentTimeMillis();
      program.tell("start", "start: done");
      collector.nextAsking();
      program.tell("close", "close: done");
      Window anew = windowFrom(closedMillis);
      ForkedJvm.Ended ended = program.end();

      assertThat(resumed.startMillis()).isGreaterThanOrEqualTo(resumedMillis);
      assertThat(anew.startMillis()).isGreaterThanOrEqualTo(closedMillis);
      assertThat(ended.exitCode).isZero();
      assertThat(ended.errors()).isEmpty();
    }
  }

  /** The next that begins then or later; fails where one that began before lasts longer. */
  private Window windowFrom(long millis) {
    Window window = collector.nextUpload().profile().window();
    while (window.startMillis() < millis) {
      assertThat(window.endMillis()).isLessThanOrEqualTo(millis);
      window = collector.nextUpload().profile().window();
    }
    return window;
  }

  /** Of those that were not taken yet, which all began before. */
  private void assertNoneFrom(long millis) {
    assertThat(collector.uploadsSoFar())
        .allMatch(upload -> upload.profile().window().startMillis() <= millis);
  }

  /**
   * As some applications end their own: it is no reason to sample for nobody, or to lose the end.
   */
  @Test
  void everyThreadThatIsInterrupted_costsAConnectionAtMost() throws IOException {
    try (ForkedJvm.Running program = switched()) {
      program.tell("start", "start: done");
      collector.nextAsking();
      program.tell("interrupt", "interrupt: done");
      program.tell("pause", "pause: done");
      collector.nextUpload();
      program.tell("resume", "resume: done");
      program.tell("interrupt", "interrupt: done");
      program.tell("close", "close: done");
      collector.nextUpload();
      ForkedJvm.Ended ended = program.end();

      assertThat(ended.exitCode).isZero();
      assertThat(ended.errors())
          .allMatch(line -> line.startsWith("tandem: collector " + collector.url()));
    }
  }

  @Test
  void mbean_showsCostAndSwitchesOffButNeverMakesTheServer() throws IOException {
    try (ForkedJvm.Running program = switched()) {
      program.tell("start", "start: done");
      collector.nextAsking();
      program.tell("servers", "servers: 0");
      program.tell(
          "mbean", "mbean: CpuMicros Enabled(rw) Samples SamplingMicros Windows true true");
      program.tell("mbean-off", "mbean-off: done");
      long offMillis = System.currentTimeMillis();
      collector.nextUpload();
      program.tell("close", "close: done");
      program.tell("mbean-gone", "mbean-gone: true");
      ForkedJvm.Ended ended = program.end();

      assertThat(ended.errors()).contains("tandem: switched off by the MBean");
      assertNoneFrom(offMillis);
    }
  }

  @Test
  void offFile_switchesOffAsLongAsItIsThere(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("off"));
    try (ForkedJvm.Running program =
        ForkedJvm.here()
            .agent(
                "service=shop,report_seconds=10,off_file=" + file + ",collector=" + collector.url())
            .program(Program.class, "until-told")
            .start()
            .awaitErrors(1, OFF)) {
      assertThat(Files.readString(Path.of("/proc", program.pid(), "maps")))
          .doesNotContain("tandem-");
      Files.delete(file);
      collector.nextAsking();
      Files.createFile(file);
      program.awaitErrors(2, OFF);
      long offMillis = System.currentTimeMillis();
      collector.nextUpload();
      ForkedJvm.Ended ended = program.end();

      assertThat(ended.exitCode).isZero();
      assertThat(ended.errors())
          .containsExactly(
              "tandem: " + OFF, "tandem: off_file is gone: sampling again", "tandem: " + OFF);
      assertNoneFrom(offMillis);
    }
  }

  /** A manager of loggers that is not there: the JVM says so once somebody makes loggers. */
  private ForkedJvm.Running switched() throws IOException {
    return ForkedJvm.here()
        .option("-Djava.util.logging.manager=nobody.Knows")
        .classPath(ForkedJvm.JAR, ForkedJvm.PROGRAMS)
        .main(SwitchProgram.class.getName(), collector.url())
        .start();
  }
}
