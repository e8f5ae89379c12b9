package io.tandemprofiler.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.agent.program.Program;
import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.ThreadState;
import io.tandemprofiler.model.Upload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The agent let into JVMs that run already, from a command line of its own. */
class AttachIT {
  private static final SeriesKey CPU = new SeriesKey(Measure.CPU_TIME, ThreadState.RUNNING);

  private final CollectorStandIn collector;

  AttachIT() throws IOException {
    collector = new CollectorStandIn();
  }

  @AfterEach
  void close() {
    collector.close();
  }

  static List<Path> homes() {
    return ForkedJvm.homes();
  }

  @ParameterizedTest
  @MethodSource("homes")
  void attach_profilesAJvmThatRunsAndMarksIt(Path home) throws IOException {
    try (ForkedJvm.Running program =
        ForkedJvm.of(home).program(Program.class, "threads").start().awaitOutput("ready")) {
      ForkedJvm.Ended attached =
          command(
              "attach", program.pid(), "service=late", "collector=" + collector.url(), "cpu_hz=99");
      collector.nextAsking();
      ForkedJvm.Ended again = command("attach", program.pid(), "service=other");
      ForkedJvm.Ended listed = command("list");
      ForkedJvm.Ended ended = program.end();

      assertThat(attached.out).isEqualTo("process " + program.pid() + " is profiled now\n");
      assertThat(attached.exitCode).isZero();
      assertThat(again.exitCode).isEqualTo(1);
      assertThat(again.errors())
          .containsExactly(
              "attach: process " + program.pid() + " is already profiled: nothing is done");
      assertThat(listed.out)
          .containsPattern(
              "(?m)^ *" + program.pid() + "  profiled  " + Program.class.getName() + "$");
      List<Upload> uploads = uploads();
      assertThat(uploads).allMatch(upload -> upload.producer().service().equals("late"));
      assertThat(uploads)
          .flatExtracting(upload -> upload.profile().series())
          .filteredOn(series -> series.key().equals(CPU))
          .isNotEmpty()
          .allMatch(cpu -> cpu.total().estimated() == EstimateReason.LATE_ATTACH);
      assertThat(ended.exitCode).isZero();
      assertThat(ended.out).isEqualTo("ready\ndone\n");
      assertThat(ended.errors()).isEmpty();
    }
  }

  /** The program is a database's, which runs on 11, too. */
  @ParameterizedTest
  @MethodSource("runtimesAndOthers")
  void attach_worksFromAnyVersionToAnyOther(Path target, Path other) throws IOException {
    try (ForkedJvm.Running program =
        ForkedJvm.of(target)
            .classPath(Jars.holding(org.h2.Driver.class))
            .main("org.h2.tools.Shell", "-url", "jdbc:h2:mem:")
            .start()
            .awaitOutput("sql>")) {
      ForkedJvm.Ended attached =
          ForkedJvm.of(other)
              .command("attach", program.pid(), "collector=" + collector.url(), "cpu_hz=99")
              .run();
      collector.nextAsking();
      program.tell("SELECT COUNT(*) C FROM SYSTEM_RANGE(1, 3000000);", "3000000");
      ForkedJvm.Ended ended = program.end();

      assertThat(attached.errors()).isEmpty();
      assertThat(attached.out).isEqualTo("process " + program.pid() + " is profiled now\n");
      assertThat(ended.exitCode).isZero();
      assertThat(uploads())
          .flatExtracting(upload -> upload.profile().frames())
          .extracting(Frame::owner)
          .anyMatch(owner -> owner.startsWith("org.h2."));
    }
  }

  /** Each runtime of this machine, and the next one. */
  static Stream<Arguments> runtimesAndOthers() {
    List<Path> homes = ForkedJvm.everyRuntime();
    return IntStream.range(0, homes.size())
        .mapToObj(i -> Arguments.of(homes.get(i), homes.get((i + 1) % homes.size())));
  }

  @Test
  void attach_saysWhatIsWrongWithItsWords() throws IOException {
    assertRefused("attach: write the number of a process first; the command list shows them", "-1");
    assertRefused("attach: 'hz' is no setting: the command settings lists them", "1", "hz=9");
    assertRefused("attach: cpu_hz is not a number from 0 to 250", "1", "cpu_hz=secret");
    assertRefused("attach: 'cpu_hz' is no setting=value", "1", "cpu_hz");
  }

  @Test
  void attach_leavesAProcessAloneThatIsNoJvm() throws Exception {
    Process other = new ProcessBuilder("sleep", "1000").start();
    try {
      ForkedJvm.Ended refused = command("attach", Long.toString(other.pid()));

      assertThat(refused.exitCode).isEqualTo(1);
      assertThat(refused.errors()).containsExactly("attach: process " + other.pid() + " is no JVM");
      assertThat(other.isAlive()).isTrue();
    } finally {
      other.destroy();
    }
    other.waitFor();
    assertThat(command("attach", Long.toString(other.pid())).errors())
        .containsExactly("attach: there is no process " + other.pid());
  }

  @Test
  void attach_saysThatAJvmLetsNobodyIn() throws IOException {
    try (ForkedJvm.Running closed =
            ForkedJvm.here()
                .option("-XX:+DisableAttachMechanism")
                .option("-XX:-UsePerfData") // where the JDK's own way in looks
                .program(Program.class, "until-told")
                .start()
                .awaitOutput("ready");
        ForkedJvm.Running strict =
            ForkedJvm.here()
                .option("-XX:-EnableDynamicAgentLoading")
                .program(Program.class, "until-told")
                .start()
                .awaitOutput("ready")) {
      assertThat(command("attach", closed.pid()).errors())
          .containsExactly(
              "attach: process "
                  + closed.pid()
                  + " runs with -XX:+DisableAttachMechanism: nobody may attach");
      assertThat(command("attach", strict.pid()).errors())
          .containsExactly(
              "attach: it runs with -XX:-EnableDynamicAgentLoading, which lets no agent in");
      assertThat(command("list").out)
          .contains(strict.pid() + "  -  ")
          .doesNotContain(closed.pid() + "  ");
      assertThat(closed.end().out).isEqualTo("ready\ndone\n");
      assertThat(strict.end().out).isEqualTo("ready\ndone\n");
    }
  }

  @Test
  void attach_leavesAJvmAloneThatWouldEndByIt() throws IOException {
    try (ForkedJvm.Running deaf =
        ForkedJvm.here()
            .option("-Xrs")
            .option("-XX:-UsePerfData")
            .program(Program.class, "until-told")
            .start()
            .awaitOutput("ready")) {
      assertThat(command("attach", deaf.pid()).errors())
          .containsExactly(
              "attach: process "
                  + deaf.pid()
                  + " would end by being asked: it runs with -Xrs, or has just begun");
      assertThat(deaf.end().out).isEqualTo("ready\ndone\n");
    }
  }

  @Test
  void process_forbidsAttachingByTheLastOfItsOptions() {
    String on = "-XX:+DisableAttachMechanism";
    String off = "-XX:-DisableAttachMechanism";
    assertThat(JvmProcess.forbidsAttaching(List.of("java", on, "Main"))).isTrue();
    assertThat(JvmProcess.forbidsAttaching(List.of(on, "java", off, "Main"))).isFalse();
    assertThat(JvmProcess.forbidsAttaching(List.of("java", "Main"))).isFalse();
  }

  @Test
  void list_saysThatARuntimeCannot() throws IOException {
    ForkedJvm.Ended ended =
        ForkedJvm.here()
            .option("--limit-modules=java.base,java.management,jdk.management")
            .option("-jar")
            .main(ForkedJvm.JAR.toString(), "list")
            .run();

    assertThat(ended.exitCode).isEqualTo(1);
    assertThat(ended.errors())
        .containsExactly(
            "list: this Java runtime has no module jdk.attach: use one that has, as every JDK");
  }

  @Test
  void program_isNamedWithoutItsArguments() {
    assertThat(Attachment.program("com.acme.Main --password s3cret")).isEqualTo("com.acme.Main");
    assertThat(Attachment.program("/opt/shop/shop.jar token=1")).isEqualTo("shop.jar");
    assertThat(Attachment.program("shop.module/com.acme.Main x")).isEqualTo("com.acme.Main");
    assertThat(Attachment.program("")).isEqualTo("(unknown)");
  }

  /** All of a program that has ended. */
  private List<Upload> uploads() {
    return Stream.concat(Stream.of(collector.nextUpload()), collector.uploadsSoFar().stream())
        .collect(Collectors.toList());
  }

  private static void assertRefused(String complaint, String... words) throws IOException {
    String[] command = new String[words.length + 1];
    command[0] = "attach";
    System.arraycopy(words, 0, command, 1, words.length);
    ForkedJvm.Ended refused = command(command);
    assertThat(refused.exitCode).isEqualTo(2);
    assertThat(refused.errors()).containsExactly(complaint);
  }

  private static ForkedJvm.Ended command(String... words) throws IOException {
    return ForkedJvm.jar(words).run();
  }
}
