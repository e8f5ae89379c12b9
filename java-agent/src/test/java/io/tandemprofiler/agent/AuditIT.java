package io.tandemprofiler.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.agent.program.Program;
import io.tandemprofiler.model.ClassCount;
import io.tandemprofiler.model.HeapSummary;
import io.tandemprofiler.wire.UploadText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the agent's jar lets an operator see of what it sends: the audit file, {@code show}. */
class AuditIT {
  private static final String PROGRAM = Program.class.getName();
  private static final String NOTHING = "tandem: nothing would be sent: no profile was begun";

  /** Of a program that nobody can tell when it is sampled: it may have ended before. */
  private static final int MOST_RUNS = 10;

  private final CollectorStandIn collector;

  AuditIT() throws IOException {
    collector = new CollectorStandIn();
  }

  @AfterEach
  void close() {
    collector.close();
  }

  static List<Path> homes() {
    return ForkedJvm.homes();
  }

  @Test
  void auditFile_holdsWhatIsSent(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("audit.txt");
    StringBuilder sent = new StringBuilder();
    try (ForkedJvm.Running program =
        ForkedJvm.here()
            .agent(
                toCollector()
                    + ",report_seconds=10,overhead_percent=100,heap_summary=on,audit_file="
                    + file)
            .option("-Dtandem.heap_stall_millis=1000")
            .program(Program.class, "threads")
            .start()) {
      sent.append(UploadText.of(collector.nextUpload()));
      program.end();
      collector.uploadsSoFar().forEach(upload -> sent.append(UploadText.of(upload)));
    }

    assertThat(Files.readString(file)).isEqualTo(sent.toString()).contains(PROGRAM, "byte[]");
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void auditFileOnAFullDisk_costsOneLine(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("audit.txt");
    try (ForkedJvm.Running program =
        ForkedJvm.here()
            .withFilesOfAtMost(1)
            .option("-XX:-UsePerfData")
            .agent(toCollector() + ",sampler=thread-dump,audit_file=" + file)
            .program(Program.class, "shares")
            .start()) {
      collector.nextAsking();
      ForkedJvm.Ended ended = program.end();

      assertThat(collector.nextUpload().profile().frames()).isNotEmpty();
      assertThat(ended.exitCode).isZero();
      assertThat(ended.errors()).hasSize(1);
      assertThat(ended.errors().get(0)).startsWith("tandem: audit_file cannot be written (");
    }
  }

  @ParameterizedTest
  @MethodSource("homes")
  void heapSummary_comesWithTheFirstWindow(Path home) throws IOException {
    try (ForkedJvm.Running program =
        ForkedJvm.of(home)
            .agent(toCollector() + ",heap_summary=on,heap_stall_millis=1000")
            .program(Program.class, "until-told")
            .start()) {
      HeapSummary heap = collector.nextUpload().profile().heap().orElseThrow();
      ForkedJvm.Ended ended = program.end();

      assertThat(heap.classes()).extracting(ClassCount::className).contains("byte[]");
      assertThat(heap.stallMicros()).isPositive();
      assertThat(ended.errors()).isEmpty();
    }
  }

  @Test
  void show_printsWhatWouldBeSentAndSendsNothing() throws IOException {
    String text = "";
    for (int run = 0; run < MOST_RUNS && !text.contains("sixty"); run++) {
      ForkedJvm.Ended ended =
          shown(
              "service=shop",
              "collector=" + collector.url(),
              "heap_summary=on",
              "heap_stall_millis=1000",
              "--",
              "-cp",
              ForkedJvm.PROGRAMS.toString(),
              Program.class.getName(),
              "shares");

      assertThat(ended.exitCode).isZero();
      assertThat(ended.out.lines()).hasSize(3);
      text = String.join("\n", ended.lines());
    }
    assertThat(text).contains("shop", PROGRAM, "sixty", "byte[]");
    assertThat(collector.uploadsSoFar()).isEmpty();
  }

  @Test
  void show_writesToAFileAndLeavesStreamsAndExitCodeToTheProgram(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("shown.txt");
    String text = "old";
    for (int run = 0; run < MOST_RUNS && !text.contains(PROGRAM); run++) {
      Files.writeString(file, "old");
      ForkedJvm.Ended ended =
          shown(
              "--output",
              file.toString(),
              "service=shop",
              "--",
              "-cp",
              ForkedJvm.PROGRAMS.toString(),
              Program.class.getName(),
              "last-words",
              "7",
              Integer.toString(300 << Math.min(run, 2)));

      assertThat(ended.exitCode).isEqualTo(7);
      assertThat(ended.out).isEqualTo("ready\ndone\n");
      assertThat(ended.errors()).filteredOn(NOTHING::equals).hasSizeLessThan(2);
      assertThat(ended.errors())
          .filteredOn(line -> !NOTHING.equals(line))
          .containsExactly("last words");
      text = Files.readString(file);
    }
    assertThat(text).contains(PROGRAM).doesNotContain("old");
  }

  @Test
  void show_saysWhatIsWrong() throws IOException {
    assertThat(shown("-cp", "x", "Main").errors())
        .containsExactly("show: write -- and behind it what you write behind java");
    assertThat(shown("--", "java", "Main").errors())
        .containsExactly(
            "show: behind -- stands what you write behind java; the JVM is the one that runs show");
    assertThat(shown("cpu_hz", "--", "Main").errors())
        .containsExactly("show: 'cpu_hz' is no setting=value");
    assertThat(shown("--output", "/nowhere/x", "--", "Main").exitCode).isEqualTo(1);
    assertThat(shown().exitCode).isEqualTo(2);
  }

  @Test
  void show_saysWhereThereIsNothing() throws IOException {
    ForkedJvm.Ended ended =
        shown(
            "service=shop",
            "enabled=off",
            "--",
            "-cp",
            ForkedJvm.PROGRAMS.toString(),
            Program.class.getName(),
            "hello",
            "world",
            "3");

    assertThat(ended.exitCode).isEqualTo(3);
    assertThat(ended.out).isEqualTo("hello, world\n");
    assertThat(ended.errors()).containsExactly(NOTHING);
  }

  private static ForkedJvm.Ended shown(String... arguments) throws IOException {
    List<String> words = new ArrayList<>(List.of("show"));
    words.addAll(List.of(arguments));
    return ForkedJvm.jar(words.toArray(new String[0])).run();
  }

  private String toCollector() {
    return "service=shop,collector=" + collector.url();
  }
}
