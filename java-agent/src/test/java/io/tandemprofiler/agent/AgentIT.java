package io.tandemprofiler.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.grpc.Status;
import io.tandemprofiler.agent.program.LibraryProgram;
import io.tandemprofiler.agent.program.Program;
import io.tandemprofiler.model.AgentConfiguration;
import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Label;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.LineHits;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.ProcessStatistics;
import io.tandemprofiler.model.Profile;
import io.tandemprofiler.model.Runtime;
import io.tandemprofiler.model.Sampler;
import io.tandemprofiler.model.SamplerReason;
import io.tandemprofiler.model.Series;
import io.tandemprofiler.model.ThreadState;
import io.tandemprofiler.model.Upload;
import io.tandemprofiler.model.Window;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The agent's jar in JVMs of their own, against a gRPC server that reads every byte. */
class AgentIT {
  private static final String PROGRAM = Program.class.getName();
  private static final String NOBODY = "http://127.0.0.1:1";
  private static final int MOST_WINDOWS = 12; // for a program to begin and be seen

  private final CollectorStandIn collector;

  AgentIT() throws IOException {
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
  void cpuTime_isSharedAsTheProgramSharedIt(Path home) throws IOException {
    ForkedJvm.Ended ended =
        untilAsked(
            ForkedJvm.of(home)
                .agent(to(collector) + ",cpu_hz=200")
                .program(Program.class, "shares"));

    List<Profile> profiles = profiles();
    List<String> functions = List.of("sixty", "thirty", "ten");
    Map<String, Long> seen = new HashMap<>();
    for (String function : functions) {
      seen.put(function, profiles.stream().mapToLong(each -> cpuSamples(each, function)).sum());
    }
    double all = seen.values().stream().mapToLong(Long::longValue).sum();
    List<String> truth = ended.out.lines().toList();
    assertThat(ended.exitCode).isZero();
    for (int i = 0; i < functions.size(); i++) {
      assertThat(100 * seen.get(functions.get(i)) / all)
          .isCloseTo(Double.parseDouble(truth.get(i)), within(8.0));
    }
    assertThat(profiles)
        .anySatisfy(each -> assertThat(linesOf(each, "sixty")).isNotEmpty())
        .allSatisfy(
            each ->
                assertThat(cpuOf(each).map(cpu -> cpu.total().totalValue()).orElse(1L))
                    .isPositive()
                    .isLessThanOrEqualTo(each.statistics().cpuMicros()));
  }

  @ParameterizedTest
  @CsvSource({"async-profiler", "jfr", "thread-dump"})
  void wallTime_saysWhatThreadsWaitFor(String sampler) throws IOException {
    Map<ThreadState, Set<String>> seen = new HashMap<>();
    try (ForkedJvm.Running program =
        ForkedJvm.here()
            .agent(to(collector) + ",wall_hz=5,report_seconds=10,sampler=" + sampler)
            .program(Program.class, "threads")
            .start()) {
      for (int window = 0; window < MOST_WINDOWS && !showsEveryThread(seen); window++) {
        Profile profile = collector.nextUpload().profile();
        for (ThreadState state : ThreadState.values()) {
          seen.computeIfAbsent(state, any -> new HashSet<>())
              .addAll(Profiles.functions(profile, state, PROGRAM));
        }
      }
      program.end();
    }

    assertThat(seen.get(ThreadState.RUNNING)).contains("calculate", "sixty");
    assertThat(seen.get(ThreadState.SLEEPING)).contains("sleep").doesNotContain("await");
    assertThat(seen.get(ThreadState.WAITING)).contains("await").doesNotContain("sleep");
    assertThat(seen.get(ThreadState.BLOCKED)).containsExactly("enter");
    assertThat(seen.get(ThreadState.IO)).contains("accept", "untilTold").doesNotContain("sleep");
  }

  /** Whether there was time enough: the first window may have ended before the program began. */
  private static boolean showsEveryThread(Map<ThreadState, Set<String>> seen) {
    return !seen.isEmpty()
        && seen.get(ThreadState.RUNNING).containsAll(List.of("calculate", "sixty"))
        && seen.get(ThreadState.SLEEPING).contains("sleep")
        && seen.get(ThreadState.WAITING).contains("await")
        && seen.get(ThreadState.BLOCKED).contains("enter")
        && seen.get(ThreadState.IO).containsAll(List.of("accept", "untilTold"));
  }

  @Test
  void jfr_saysOnceWhatTheJvmMustBeToldAndWhatItIs() throws IOException {
    ForkedJvm.Ended ended =
        untilAsked(
            ForkedJvm.here()
                .agent(to(collector) + ",sampler=jfr")
                .program(Program.class, "shares"));

    assertThat(profiles())
        .anySatisfy(each -> assertThat(cpuSamples(each, "sixty")).isPositive())
        .extracting(Profile::statistics)
        .allSatisfy(each -> assertThat(each.sampler()).isEqualTo(Sampler.JFR))
        .allSatisfy(each -> assertThat(each.samplerReason()).isEqualTo(SamplerReason.CHOSEN));
    assertThat(ended.errors())
        .containsExactly(
            "tandem: sampler=jfr credits inlined methods to their callers, unless the JVM is"
                + " started with -XX:+UnlockDiagnosticVMOptions -XX:+DebugNonSafepoints");
  }

  @Test
  void jfr_isSilentWhereTheJvmWasTold() throws IOException {
    ForkedJvm.Ended ended =
        ForkedJvm.here()
            .option("-XX:+UnlockDiagnosticVMOptions")
            .option("-XX:+DebugNonSafepoints")
            .agent(to(collector) + ",sampler=jfr")
            .program(Program.class, "hello", "world", "0")
            .run();

    assertThat(ended.out).isEqualTo("hello, world\n");
    assertThat(ended.errors()).isEmpty();
  }

  @Test
  void jfr_givesWayToThreadDumpsWhereTheJvmHasNone() throws IOException {
    ForkedJvm.Ended ended =
        untilAsked(
            ForkedJvm.here()
                .option("--limit-modules=java.instrument,java.naming,jdk.management")
                .agent(to(collector) + ",sampler=jfr")
                .program(Program.class, "shares"));

    ProcessStatistics statistics = collector.nextUpload().profile().statistics();
    assertThat(statistics.sampler()).isEqualTo(Sampler.THREAD_DUMP);
    assertThat(statistics.samplerReason()).isEqualTo(SamplerReason.EVENTS_UNAVAILABLE);
    assertThat(ended.errors())
        .containsExactly(
            "tandem: the flight recorder cannot be used, taking thread dumps instead: this JVM was"
                + " made without it");
  }

  @Test
  void upload_saysWhoseItIsAndWhatTheProcessUsed() throws IOException {
    untilAsked(
        ForkedJvm.here()
            .option("-Dtandem.instance=i-7")
            .environment("TANDEM_SERVICE", "cart")
            .agent("collector=" + collector.url() + ",labels=version=1.4,env=test")
            .program(Program.class, "shares"));

    Upload upload = collector.nextUpload();
    assertThat(upload.producer().service()).isEqualTo("cart");
    assertThat(upload.producer().instance()).isEqualTo("i-7");
    assertThat(upload.producer().labels())
        .containsExactly(new Label("env", "test"), new Label("version", "1.4"));
    assertThat(upload.producer().agentVersion()).matches("\\d+\\.\\d+\\.\\d+.*");
    assertThat(upload.producer().runtimes())
        .containsExactly(
            new Runtime(
                Language.JAVA,
                System.getProperty("java.vm.name"),
                System.getProperty("java.version")));
    ProcessStatistics statistics = upload.profile().statistics();
    assertThat(statistics.cpuMicros()).isPositive();
    assertThat(statistics.residentBytes().mean()).isPositive();
    assertThat(statistics.heapBytes().limit()).isBetween(1L, 256L << 20);
    assertThat(statistics.threads().peak()).isPositive();
    assertThat(statistics.agent().cpuMicros()).isPositive();
    assertThat(statistics.agent().samples()).isPositive();
    assertThat(statistics.agent().drops()).isEmpty();
    assertThat(statistics.sampler()).isEqualTo(Sampler.ASYNC_PROFILER);
    assertThat(statistics.samplerReason()).isEqualTo(SamplerReason.DEFAULT);
  }

  private ForkedJvm.Running untilTold(String setting) throws IOException {
    return ForkedJvm.here()
        .agent(to(collector) + "," + setting)
        .program(Program.class, "until-told")
        .start();
  }

  @Test
  void windows_endOnMultiplesOfThePeriod() throws IOException {
    try (ForkedJvm.Running program = untilTold("report_seconds=10")) {
      Window first = collector.nextUpload().profile().window();
      Window second = collector.nextUpload().profile().window();
      program.end();
      Window last = collector.nextUpload().profile().window();

      assertThat(second.endMillis() % 10_000).isBetween(0L, 2_000L);
      assertThat(second.startMillis()).isGreaterThanOrEqualTo(first.endMillis());
      assertThat(last.startMillis()).isGreaterThanOrEqualTo(second.endMillis());
    }
  }

  @ParameterizedTest
  @CsvSource({"hello, 0", "hello, 7"})
  void exitCodeAndOutput_areTheProgramsOwn(String mode, int code) throws IOException {
    for (String url : List.of(collector.url(), NOBODY)) {
      ForkedJvm.Ended ended =
          ForkedJvm.here()
              .agent("service=shop,collector=" + url)
              .program(Program.class, mode, "world", Integer.toString(code))
              .run();

      assertThat(ended.exitCode).isEqualTo(code);
      assertThat(ended.out).isEqualTo("hello, world\n");
    }
  }

  @Test
  void uncaughtException_endsTheProgramAsEver() throws IOException {
    ForkedJvm.Ended bare = ForkedJvm.here().program(Program.class, "fail").run();
    ForkedJvm.Ended profiled =
        ForkedJvm.here().agent(to(collector)).program(Program.class, "fail").run();

    assertThat(profiled.exitCode).isEqualTo(1).isEqualTo(bare.exitCode);
    assertThat(profiled.out).isEqualTo(bare.out);
    assertThat(profiled.errors()).isEqualTo(bare.errors()).isNotEmpty();
  }

  @Test
  void collectorThatIsAway_costsOneLine() throws IOException {
    try (ForkedJvm.Running program =
        ForkedJvm.here()
            .agent("service=shop,collector=" + NOBODY)
            .program(Program.class, "shares")
            .start()
            .awaitError("keeping profiles")) {
      ForkedJvm.Ended ended = program.end();

      assertThat(ended.exitCode).isZero();
      assertThat(ended.out.lines()).hasSize(3);
      assertThat(ended.lines())
          .containsExactly(
              "tandem: collector " + NOBODY + " does not answer (UNAVAILABLE): keeping profiles");
    }
  }

  /** For longer than the two seconds that it waits where nothing is set. */
  @Test
  void end_waitsForAnAnswerAsLongAsIsSet() throws IOException {
    try (ForkedJvm.Running program = untilTold("exit_seconds=300")) {
      collector.nextAsking();
      collector.holdAnswers();
      program.endInput();
      collector.nextUpload();
      LockSupport.parkNanos(3_000_000_000L);
      assertThat(program.isAlive()).isTrue();
      collector.answer();

      assertThat(program.end().exitCode).isZero();
    }
  }

  @Test
  void collectorThatRefuses_isQuotedOnceAndTheLossCounted() throws IOException {
    collector.refuseWith(Status.INVALID_ARGUMENT.withDescription("R9: no service"));
    try (ForkedJvm.Running program = untilTold("report_seconds=10")) {
      program.awaitError("refused");
      collector.refuseWith(null);
      ForkedJvm.Ended ended = program.end();

      assertThat(ended.errors())
          .containsExactly("tandem: the collector refused a profile: R9: no service");
      assertThat(collector.nextUpload().profile().statistics().agent().drops())
          .singleElement()
          .asString()
          .startsWith("UPLOAD REFUSED "); // 1, or more of a program that was held up meanwhile
    }
  }

  @Test
  void stacksWithoutEnd_costTheApplicationNoMemory() throws IOException {
    try (ForkedJvm.Running program =
        ForkedJvm.here()
            .option("-Xmx96m")
            .agent(to(collector) + ",cpu_hz=250,overhead_percent=100,report_seconds=10")
            .program(Program.class, "maze")
            .start()) {
      Profile first = collector.nextUpload().profile();
      Profile second = collector.nextUpload().profile();
      ForkedJvm.Ended ended = program.end();

      assertThat(ended.exitCode).isZero();
      assertThat(ended.errors()).isEmpty();
      for (Profile profile : List.of(first, second)) {
        Series cpu = Profiles.series(profile, Measure.CPU_TIME, ThreadState.RUNNING).orElseThrow();
        assertThat(profile.nodes()).isLessThan(110_000);
        assertThat(profile.frames()).contains(Frame.TRUNCATED);
        assertThat(Profiles.samples(profile, cpu, PROGRAM, "sixty")).isPositive();
      }
    }
  }

  @Test
  void portThatIsNone_leavesTheApplicationAlone() throws IOException {
    try (ForkedJvm.Running program =
        ForkedJvm.here()
            .environment("TANDEM_COLLECTOR", NOBODY)
            .agent("service=shop,collector=http://127.0.0.1:70000")
            .program(Program.class, "uncaught")
            .start()) {
      program.awaitError("keeping profiles");
      ForkedJvm.Ended ended = program.end();

      assertThat(ended.exitCode).isZero();
      assertThat(ended.lines())
          .containsExactly(
              "tandem: collector in the agent argument is not http://host:port,"
                  + " https://host:port or none: using "
                  + NOBODY,
              "tandem: collector " + NOBODY + " does not answer (UNAVAILABLE): keeping profiles");
    }
  }

  @Test
  void collectorThatSwitchesOff_isObeyed() throws IOException {
    collector.answerWith(new AgentConfiguration(1, true, 0, 0, 0, 0));
    try (ForkedJvm.Running program =
        ForkedJvm.here().agent(to(collector)).program(Program.class, "until-told").start()) {
      collector.nextUpload();
      program.end();

      assertThat(collector.uploadsSoFar()).isEmpty();
    }
  }

  @Test
  void collectorThatAsksForOtherRates_isObeyedWithinTheWindow() throws IOException {
    collector.answerWith(new AgentConfiguration(1, false, 100, 2, 0, 0));
    try (ForkedJvm.Running program =
        ForkedJvm.here()
            .agent(to(collector) + ",wall_hz=1,report_seconds=2700")
            .program(Program.class, "threads")
            .start()) {
      collector.nextUpload(); // by what was set here: ended by the answer
      Profile profile = collector.nextUpload().profile();
      program.end();

      Series cpu = Profiles.series(profile, Measure.CPU_TIME, ThreadState.RUNNING).orElseThrow();
      Series io = Profiles.series(profile, Measure.WALL_TIME, ThreadState.IO).orElseThrow();
      assertThat(cpu.total().period()).isBetween(9_000L, 11_000L);
      assertThat(io.total().period()).isBetween(900_000L, 1_100_000L); // it may only lower it
    }
  }

  @Test
  void wrongSettings_areNamedAndReplaced() throws IOException {
    ForkedJvm.Ended ended =
        untilAsked(
            ForkedJvm.here()
                .environment("TANDEM_WALL_HZ", "-3")
                .agent(to(collector) + ",cpu_hz=many,colour=blue")
                .program(Program.class, "until-told"));

    assertThat(collector.nextUpload().producer().service()).isEqualTo("shop");
    assertThat(ended.exitCode).isZero();
    assertThat(ended.errors())
        .containsExactly(
            "tandem: part 4 of the agent argument is no setting: ignored",
            "tandem: wall_hz in TANDEM_WALL_HZ is not a number from 0 to 20: using 1",
            "tandem: cpu_hz in the agent argument is not a number from 0 to 250: using 50");
  }

  @Test
  void missingService_isNamedUnknownWithOneLine() throws IOException {
    ForkedJvm.Ended ended =
        untilAsked(
            ForkedJvm.here()
                .agent("collector=" + collector.url())
                .program(Program.class, "until-told"));

    assertThat(collector.nextUpload().producer().service()).isEqualTo("unknown_service:java");
    assertThat(ended.errors())
        .containsExactly("tandem: no service is set: profiles are shown as unknown_service:java");
  }

  @Test
  void enabledOff_leavesNothingOfTheAgent() throws IOException {
    ForkedJvm.Ended ended =
        ForkedJvm.here()
            .environment("TANDEM_ENABLED", "off")
            .agent(to(collector) + ",enabled=on")
            .program(Program.class, "hello", "world", "0")
            .run();

    assertThat(ended.out).isEqualTo("hello, world\n");
    assertThat(ended.errors()).isEmpty();
    assertThat(collector.uploadsSoFar()).isEmpty();
  }

  @Test
  void secondAgent_saysSoAndDoesNothing() throws IOException {
    ForkedJvm.Ended ended =
        untilAsked(
            ForkedJvm.here()
                .agent(to(collector))
                .agent("service=other,collector=" + collector.url())
                .program(Program.class, "until-told"));

    assertThat(uploads()).allMatch(each -> each.producer().service().equals("shop"));
    assertThat(ended.errors()).hasSize(1);
    assertThat(ended.errors().get(0)).endsWith("already profiles this JVM: this one does nothing");
  }

  @Test
  void library_profilesUntilItIsClosed() throws IOException {
    ForkedJvm.Ended ended =
        untilAsked(
            ForkedJvm.here()
                .classPath(ForkedJvm.JAR, ForkedJvm.PROGRAMS)
                .main(LibraryProgram.class.getName(), collector.url()));

    assertThat(ended.exitCode).isZero();
    assertThat(ended.out).isEqualTo("profiled: true\nclosed\n");
    assertThat(ended.errors()).hasSize(1);
    assertThat(uploads())
        .extracting(Upload::producer)
        .allSatisfy(each -> assertThat(each.service()).isEqualTo("library"))
        .allSatisfy(each -> assertThat(each.instance()).isEqualTo("i-1"))
        .allSatisfy(each -> assertThat(each.labels()).containsExactly(new Label("env", "test")));
  }

  @Test
  void libraryThatCannotLoad_isReplacedByThreadDumpsWithOneLine() throws IOException {
    ForkedJvm.Ended ended =
        untilAsked(
            ForkedJvm.here()
                .option("-Dos.arch=abacus")
                .agent(to(collector) + ",wall_hz=20")
                .program(Program.class, "shares"));

    Profile profile = collector.nextUpload().profile();
    assertThat(ended.exitCode).isZero();
    assertThat(ended.errors())
        .containsExactly(
            "tandem: async-profiler cannot be used, taking thread dumps instead: there is no"
                + " library for linux on abacus");
    assertThat(profile.statistics().sampler()).isEqualTo(Sampler.THREAD_DUMP);
    assertThat(profile.statistics().samplerReason()).isEqualTo(SamplerReason.LIBRARY_UNAVAILABLE);
    assertThat(profile.series())
        .isNotEmpty()
        .allMatch(series -> series.total().estimated() == EstimateReason.SAFEPOINT_BIAS);
  }

  @Test
  void temporaryDirectoryThatIsNotThere_doesNotMatter() throws IOException {
    ForkedJvm.Ended ended =
        untilAsked(
            ForkedJvm.here()
                .option("-Djava.io.tmpdir=/nowhere")
                .agent(to(collector))
                .program(Program.class, "shares"));

    assertThat(ended.errors().stream().filter(line -> line.startsWith("tandem"))).isEmpty();
    assertThat(collector.nextUpload().profile().statistics().sampler())
        .isEqualTo(Sampler.ASYNC_PROFILER);
  }

  /** Runs until it asks for its configuration, and so has begun its first window. */
  private ForkedJvm.Ended untilAsked(ForkedJvm jvm) throws IOException {
    try (ForkedJvm.Running program = jvm.start()) {
      collector.nextAsking();
      return program.end();
    }
  }

  /** All that a program sent which has ended. */
  private List<Upload> uploads() {
    return Stream.concat(Stream.of(collector.nextUpload()), collector.uploadsSoFar().stream())
        .collect(Collectors.toList());
  }

  private List<Profile> profiles() {
    return uploads().stream().map(Upload::profile).collect(Collectors.toList());
  }

  private static Optional<Series> cpuOf(Profile profile) {
    return Profiles.series(profile, Measure.CPU_TIME, ThreadState.RUNNING);
  }

  private static long cpuSamples(Profile profile, String function) {
    return cpuOf(profile).map(cpu -> Profiles.samples(profile, cpu, PROGRAM, function)).orElse(0L);
  }

  private static String to(CollectorStandIn collector) {
    return "service=shop,collector=" + collector.url();
  }

  private static Set<Integer> linesOf(Profile profile, String function) {
    Set<Integer> lines = new HashSet<>();
    for (LineHits hits : profile.lineHits()) {
      for (int i = 0; i < hits.size(); i++) {
        if (profile.frames().get(hits.frame(i)).function().equals(function)) {
          lines.add(hits.line(i));
        }
      }
    }
    return lines;
  }
}
