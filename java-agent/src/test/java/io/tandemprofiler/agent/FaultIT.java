package io.tandemprofiler.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.agent.program.FaultProgram;
import io.tandemprofiler.agent.program.ModuleProgram;
import io.tandemprofiler.agent.program.Program;
import io.tandemprofiler.agent.program.Work;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Profile;
import io.tandemprofiler.model.Sampler;
import io.tandemprofiler.model.Upload;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Applications and surroundings in trouble: the agent makes it no worse, and says one line. */
class FaultIT {
  /** A thread of the JVM's, as the recorder's, that found no memory either: not one of ours. */
  private static final Pattern OF_THE_JVMS_OWN =
      Pattern.compile(
          "Exception: java\\.lang\\.OutOfMemoryError thrown from the UncaughtExceptionHandler"
              + " in thread \"(?!tandem-).*\"");

  /** A window, or a thread of the connection, which is made anew: each is said once. */
  private static final Pattern OF_NO_MEMORY =
      Pattern.compile(
          "tandem: (a window is lost: no memory is left"
              + "|collector \\S+ does not answer \\(\\w+\\): keeping profiles"
              + "|collector \\S+ answers again after \\d+ s)");

  private static final String PROGRAM = FaultProgram.class.getName();
  private static final int MOST_RUNS = 10;

  private final CollectorStandIn collector;

  FaultIT() throws IOException {
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
  void collectorWithoutAnAddress_costsOneLine() throws IOException {
    assertOutage("http://nowhere.invalid:4747");
  }

  @Test
  void collectorThatAnswersGarbage_costsOneLine() throws Exception {
    Thread answering;
    try (ServerSocket server = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      answering = new Thread(() -> answerGarbage(server));
      answering.start();
      assertOutage("http://127.0.0.1:" + server.getLocalPort());
    }
    answering.join();
  }

  @Test
  void collectorThatNeverAnswers_costsOneLine() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      assertOutage("http://127.0.0.1:" + server.getLocalPort());
    }
  }

  @Test
  void applicationWithoutMemory_endsAsEver() throws IOException {
    ForkedJvm.Ended bare = small(ForkedJvm.here()).run();
    ForkedJvm.Ended profiled = small(ForkedJvm.here().agent(to(collector))).run();

    assertThat(bare.exitCode).isEqualTo(1);
    assertThat(profiled.exitCode).isEqualTo(bare.exitCode);
    assertThat(profiled.out).isEqualTo(bare.out);
    assertThat(withoutOurs(profiled)).isEqualTo(bare.errors()).isNotEmpty();
  }

  /**
   * Windows are lost where it is the agent that found no memory, and one line says so. Not shown of
   * the flight recorder, whose own threads end for good where they find none.
   */
  @ParameterizedTest
  @ValueSource(strings = {"async-profiler", "thread-dump"})
  void applicationThatGetsOverIt_isProfiledFurther(String sampler) throws IOException {
    try (ForkedJvm.Running program =
        ForkedJvm.here()
            .option("-Xmx48m")
            .agent(
                to(collector)
                    + ",report_seconds=10,overhead_percent=100,wall_hz=20,sampler="
                    + sampler)
            .program(FaultProgram.class, "starving")
            .start()) {
      collector.nextAsking();
      program.tell("starve", "over");
      long over = System.currentTimeMillis();
      Upload upload;
      do {
        upload = collector.nextUpload();
      } while (upload.profile().window().startMillis() < over);
      ForkedJvm.Ended ended = program.end();

      assertThat(upload.profile().statistics().sampler().name().replace('_', '-'))
          .isEqualToIgnoringCase(sampler);
      assertThat(ended.exitCode).isZero();
      assertThat(ended.errors())
          .filteredOn(line -> !OF_THE_JVMS_OWN.matcher(line).matches())
          .allMatch(OF_NO_MEMORY.asMatchPredicate());
    }
  }

  @Test
  void agentThatComesWhileTheJvmEnds_doesNothing() throws IOException {
    try (ForkedJvm.Running program =
        ForkedJvm.here().program(FaultProgram.class, "ending").start().awaitOutput("ending")) {
      ForkedJvm.Ended attached =
          ForkedJvm.jar("attach", program.pid(), "collector=" + collector.url(), "service=shop")
              .run();
      ForkedJvm.Ended ended = program.awaitError("nothing is profiled").end();

      assertThat(attached.exitCode).isZero();
      assertThat(ended.exitCode).isEqualTo(5);
      assertThat(ended.errors()).containsExactly("tandem: this JVM is ending: nothing is profiled");
      assertThat(collector.uploadsSoFar()).isEmpty();
    }
  }

  @Test
  void temporaryFolderThatIsReadOnly_doesNotMatter(@TempDir Path folder) throws IOException {
    ForkedJvm.Ended ended = counting(ForkedJvm.here().withMounted("ro", folder), folder);

    assertThat(ended.errors()).isEmpty();
    assertThat(collector.nextUpload().profile().statistics().sampler())
        .isEqualTo(Sampler.ASYNC_PROFILER);
  }

  @Test
  void temporaryFolderWithoutPrograms_doesNotMatter(@TempDir Path folder) throws IOException {
    ForkedJvm.Ended ended = counting(ForkedJvm.here().withMounted("noexec", folder), folder);

    assertThat(ended.errors()).isEmpty();
    assertThat(collector.nextUpload().profile().statistics().sampler())
        .isEqualTo(Sampler.ASYNC_PROFILER);
  }

  @ParameterizedTest
  @CsvSource({"ro, FileSystemException", "noexec, IOException", "size=64k, IOException"})
  void memoryThatIsNoBetter_leavesThreadDumpsAndOneLine(
      String mounted, String error, @TempDir Path folder) throws IOException {
    ForkedJvm jvm = ForkedJvm.here().withMounted(mounted, folder, Path.of("/dev/shm"));
    ForkedJvm.Ended ended = counting(jvm, folder);

    assertThat(ended.errors())
        .containsExactly(
            "tandem: async-profiler cannot be used, taking thread dumps instead: its library"
                + " cannot be loaded ("
                + error
                + ")");
    Profile first = collector.nextUpload().profile();
    assertThat(first.statistics().sampler()).isEqualTo(Sampler.THREAD_DUMP);
    assertThat(
            Stream.concat(Stream.of(first), collector.uploadsSoFar().stream().map(Upload::profile)))
        .flatExtracting(Profile::frames)
        .extracting(Frame::owner)
        .contains(Work.class.getName());
  }

  /** The agent's library has 600 kB, and the recording more. */
  @Test
  void diskThatFillsWhileRecording_losesTheWindowWithOneLine() throws IOException {
    ForkedJvm.Ended ended =
        endedOnceItIsProfiled(
            ForkedJvm.here()
                .withFilesOfAtMost(700)
                .option("-XX:-UsePerfData")
                .agent(to(collector) + ",cpu_hz=250,overhead_percent=100")
                .program(FaultProgram.class, "paths", "500"));

    assertThat(ended.exitCode).isZero();
    assertThat(ended.out).isEqualTo("500\n");
    assertThat(ended.errors()).hasSize(1);
    assertThat(ended.errors().get(0))
        .startsWith("tandem: a window is lost: the recording cannot be read");
  }

  @ParameterizedTest
  @MethodSource("homes")
  void virtualThread_isSeenOnItsOwnStack(Path home) throws IOException {
    Profile profile = profileThatBurns(ForkedJvm.of(home), "virtual-threads", "1000");

    assertThat(Profiles.pathTo(profile, PROGRAM, "burn"))
        .extracting(Frame::function)
        .contains("burnVirtually")
        .doesNotContain("main", "sleepVirtually"); // of the threads that began it, or lie beside it
  }

  @Test
  void stacks200Deep_areWhole() throws IOException {
    Profile profile = profileThatBurns(ForkedJvm.here(), "deep", "200");

    List<Frame> path = Profiles.pathTo(profile, PROGRAM, "burn");
    assertThat(path).filteredOn(frame -> frame.function().equals("down")).hasSize(201);
    assertThat(path).doesNotContain(Frame.TRUNCATED);
  }

  @ParameterizedTest
  @MethodSource("homes")
  void stacks5000Deep_areCut(Path home) throws IOException {
    Profile profile = profileThatBurns(ForkedJvm.of(home), "deep", "5000");

    assertThat(profile.frames())
        .contains(Frame.TRUNCATED)
        .extracting(Frame::function)
        .contains("down");
  }

  @ParameterizedTest
  @MethodSource("homes")
  void threads_mayBe5000(Path home) throws IOException {
    Profile profile =
        profileOf(
            ForkedJvm.of(home),
            each -> shows(each, FaultIT::burns) && each.statistics().threads().peak() > 5000,
            "threads",
            "5000");

    assertThat(profile.frames()).extracting(Frame::function).contains("burn");
  }

  @ParameterizedTest
  @MethodSource("homes")
  void classesThatAreUnloadedAllTheTime_doNotMatter(Path home) throws IOException {
    Profile profile =
        profileOf(
            ForkedJvm.of(home),
            each -> shows(each, f -> f.owner().equals(FaultProgram.Burner.class.getName())),
            "class-storm",
            "300");

    assertThat(profile.frames()).extracting(Frame::function).contains("step");
  }

  /** Runs with this folder for temporary files, and gives what was said; the result is as ever. */
  private ForkedJvm.Ended counting(ForkedJvm jvm, Path temporary) throws IOException {
    ForkedJvm.Ended ended =
        endedOnceItIsProfiled(
            jvm.option("-Djava.io.tmpdir=" + temporary)
                .agent(to(collector) + ",wall_hz=20")
                .program(ModuleProgram.class));

    assertThat(ended.exitCode).as(String.join("\n", ended.errors())).isZero();
    assertThat(ended.out).matches("null counts \\d+\n");
    return ended;
  }

  /**
   * Of a program whose second word is what it prints: a window that is as wanted. It is run anew
   * where none is.
   */
  private Profile profileOf(ForkedJvm jvm, Predicate<Profile> wanted, String... words)
      throws IOException {
    jvm.agent(to(collector) + ",cpu_hz=99").program(FaultProgram.class, words);
    for (int run = 0; run < MOST_RUNS; run++) {
      ForkedJvm.Ended ended = endedOnceItIsProfiled(jvm);

      assertThat(ended.exitCode).isZero();
      assertThat(ended.out).isEqualTo(words[1] + "\n");
      assertThat(ended.errors()).isEmpty();
      for (Upload upload : collector.uploadsSoFar()) {
        if (wanted.test(upload.profile())) {
          return upload.profile();
        }
      }
    }
    throw new AssertionError("not seen in " + MOST_RUNS + " runs");
  }

  private Profile profileThatBurns(ForkedJvm jvm, String... words) throws IOException {
    return profileOf(jvm, each -> shows(each, FaultIT::burns), words);
  }

  private static boolean shows(Profile profile, Predicate<Frame> frame) {
    return profile.frames().stream().anyMatch(frame);
  }

  private static boolean burns(Frame frame) {
    return frame.owner().equals(PROGRAM) && frame.function().equals("burn");
  }

  private ForkedJvm.Ended endedOnceItIsProfiled(ForkedJvm jvm) throws IOException {
    try (ForkedJvm.Running program = jvm.start()) {
      collector.nextAsking();
      return program.end();
    }
  }

  private static ForkedJvm small(ForkedJvm jvm) {
    return jvm.option("-Xmx48m").program(FaultProgram.class, "out-of-memory");
  }

  private static void assertOutage(String url) throws IOException {
    try (ForkedJvm.Running program =
        ForkedJvm.here()
            .environment("TANDEM_EXIT_SECONDS", "2") // as it would wait for one that never answers
            .agent("service=shop,collector=" + url)
            .program(Program.class, "until-told")
            .start()
            .awaitError("keeping profiles")) {
      ForkedJvm.Ended ended = program.end();

      assertThat(ended.exitCode).isZero();
      assertThat(ended.out).isEqualTo("ready\ndone\n");
      assertThat(ended.lines())
          .singleElement()
          .asString()
          .matches("tandem: collector \\S+ does not answer \\([A-Z_]+\\): keeping profiles");
    }
  }

  /** Until the server is closed. */
  private static void answerGarbage(ServerSocket server) {
    try {
      while (true) {
        try (Socket socket = server.accept();
            OutputStream out = socket.getOutputStream()) {
          out.write("HTTP/1.1 200 OK\r\n\r\nhello\u0000\u0001".getBytes(StandardCharsets.UTF_8));
        }
      }
    } catch (IOException e) {
      // closed
    }
  }

  private static List<String> withoutOurs(ForkedJvm.Ended ended) {
    return ended.errors().stream()
        .filter(line -> !line.startsWith("tandem: "))
        .collect(Collectors.toList());
  }

  private static String to(CollectorStandIn collector) {
    return "service=shop,collector=" + collector.url();
  }
}
