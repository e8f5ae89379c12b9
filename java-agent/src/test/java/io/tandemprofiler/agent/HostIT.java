package io.tandemprofiler.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.StringValue;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.ObservationRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.resolver.AddressResolver;
import io.netty.util.concurrent.EventExecutor;
import io.tandemprofiler.agent.program.AsyncProfilerProgram;
import io.tandemprofiler.agent.program.CountServlet;
import io.tandemprofiler.agent.program.DatabaseProgram;
import io.tandemprofiler.agent.program.ModuleProgram;
import io.tandemprofiler.agent.program.OlderProgram;
import io.tandemprofiler.agent.program.Program;
import io.tandemprofiler.agent.program.SpringProgram;
import io.tandemprofiler.agent.program.TomcatProgram;
import io.tandemprofiler.agent.program.Work;
import io.tandemprofiler.model.Frame;
import jakarta.annotation.PostConstruct;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import one.profiler.AsyncProfiler;
import org.apache.catalina.startup.Tomcat;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.aop.framework.AopProxy;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.loader.tools.Library;
import org.springframework.boot.loader.tools.LibraryScope;
import org.springframework.boot.loader.tools.Repackager;
import org.springframework.context.ApplicationContext;
import org.springframework.core.io.Resource;
import org.springframework.expression.ExpressionParser;

/** Under other people's class loaders: the same output and exit code as without the agent. */
class HostIT {
  private static final Path FOREIGN = ForkedJvm.MODULE.resolve("target/foreign");
  private static final Path AGENTS = FOREIGN.resolve("agents");
  private static final String TRACES = "opentelemetry-javaagent-2.21.0.jar";
  private static final String COVERAGE = "org.jacoco.agent-0.8.14-runtime.jar";
  private static final Class<?>[] OLDER = {
    StringValue.class,
    EventExecutor.class,
    ByteBuf.class,
    Channel.class,
    AddressResolver.class,
    StringDecoder.class
  };

  private static final Set<String> NATIVE_ACCESS =
      Set.of(
          "WARNING: A restricted method in java.lang.System has been called",
          "WARNING: Use --enable-native-access=ALL-UNNAMED to avoid a warning for callers in this"
              + " module",
          "WARNING: Restricted methods will be blocked in a future release unless native access is"
              + " enabled");

  @TempDir Path folder;
  private final CollectorStandIn collector;

  HostIT() throws IOException {
    collector = new CollectorStandIn();
  }

  @AfterEach
  void close() {
    collector.close();
  }

  @Test
  void modulePath_isProfiled() throws IOException {
    Path jar = Jars.module(folder.resolve("shop.jar"), "shop", ModuleProgram.class, Work.class);

    ForkedJvm.Ended ended =
        assertSeenAndUnharmed(
            jvm ->
                jvm.option("--module-path=" + jar)
                    .option("--module")
                    .main("shop/" + ModuleProgram.class.getName()));

    assertThat(ended.out).startsWith("shop counts ");
  }

  @Test
  void springBootJar_isProfiled() throws IOException {
    Path jar = springBootJar();

    ForkedJvm.Ended ended = assertSeenAndUnharmed(jvm -> jvm.option("-jar").main(jar.toString()));

    assertThat(ended.out)
        .startsWith("org.springframework.boot.loader.launch.LaunchedClassLoader counts");
  }

  @Test
  void webApplicationInTomcat_isProfiled() throws IOException {
    Path web = webApplication();
    Path server = Jars.of(folder.resolve("server.jar"), TomcatProgram.class);
    Path[] tomcat = Jars.classPath(server, Tomcat.class, PostConstruct.class);

    ForkedJvm.Ended ended =
        assertSeenAndUnharmed(
            jvm ->
                jvm.classPath(tomcat)
                    .main(TomcatProgram.class.getName(), web.toString(), folder + "/tomcat"));

    String loader = "org.apache.catalina.loader.ParallelWebappClassLoader";
    assertThat(ended.out).startsWith("200 " + loader + " and " + loader + " count ");
  }

  @Test
  void applicationWithOlderLibraries_keepsItsOwn() throws IOException {
    List<Path> classPath = new ArrayList<>(List.of(Jars.classPath(ForkedJvm.PROGRAMS, OLDER)));
    try (Stream<Path> older = Files.list(FOREIGN.resolve("older"))) {
      classPath.addAll(older.toList());
    }

    ForkedJvm.Ended ended =
        assertSeenAndUnharmed(
            jvm ->
                jvm.classPath(classPath.toArray(new Path[0])).main(OlderProgram.class.getName()));

    assertThat(ended.out.lines().skip(1))
        .containsExactly(
            "netty-transport-4.1.48.Final.jar",
            "protobuf-java-3.19.6.jar",
            "guava-20.0.jar",
            "slf4j-api-1.7.36.jar");
    assertThat(ended.errors())
        .containsExactly("[main] INFO shop - by slf4j, by guava, by netty, by protobuf");
  }

  /** Of all that the agent can be told to do: the JDK warns of native code, from 24 on. */
  @ParameterizedTest
  @MethodSource("homes")
  void warnings_areThoseThatTheJdkForces(Path home) throws IOException {
    ForkedJvm.Ended ended = doingEverything(ForkedJvm.of(home));
    ForkedJvm.Ended allowed =
        doingEverything(
            ForkedJvm.of(home)
                .option("-XX:+IgnoreUnrecognizedVMOptions") // as 11 does not know the next
                .option("--enable-native-access=ALL-UNNAMED"));

    assertThat(allowed.warnings()).isEmpty();
    assertThat(ended.warnings().stream().filter(line -> !line.contains(" has been called by ")))
        .isSubsetOf(NATIVE_ACCESS);
    assertThat(ended.warnings().stream().filter(line -> line.contains(" has been called by ")))
        .allMatch(line -> line.contains("System::load has been called by io.tandemprofiler."));
  }

  private ForkedJvm.Ended doingEverything(ForkedJvm jvm) throws IOException {
    String everything = settings() + ",heap_summary=on,alloc=512k,lock=1ms";
    return onceProfiled(jvm.agent(everything).program(Program.class, "until-told"));
  }

  /** Tells it to end, which works on for a moment, when it is sampled. */
  private ForkedJvm.Ended onceProfiled(ForkedJvm jvm) throws IOException {
    try (ForkedJvm.Running program = jvm.start()) {
      collector.nextAsking();
      return program.end();
    }
  }

  static List<Path> homes() {
    return ForkedJvm.homes();
  }

  @Test
  void loadOnADatabase_givesTheSameAndIsSeen() throws IOException {
    Path[] classPath =
        Jars.classPath(
            ForkedJvm.PROGRAMS,
            org.h2.Driver.class,
            ObjectMapper.class,
            JsonFactory.class,
            JsonProperty.class);
    UnaryOperator<ForkedJvm> load =
        jvm -> jvm.classPath(classPath).main(DatabaseProgram.class.getName());

    ForkedJvm.Ended bare = load.apply(ForkedJvm.here()).run();
    assertUnharmed(bare, onceProfiled(load.apply(ForkedJvm.here().agent(settings()))));

    assertThat(bare.out.lines()).hasSize(3);
    assertThat(ownersSeen())
        .contains(DatabaseProgram.class.getName())
        .anyMatch(owner -> owner.startsWith("org.h2."))
        .anyMatch(owner -> owner.startsWith("com.fasterxml.jackson."));
  }

  @Test
  void otherAgents_standOnBothSides() throws IOException {
    Path coverage = folder.resolve("coverage");
    String first = AGENTS.resolve(COVERAGE) + "=destfile=" + coverage;
    String last = AGENTS.resolve(TRACES).toString();

    // one of them makes some JVMs, some of the time, warn of class data sharing
    UnaryOperator<ForkedJvm> quiet = jvm -> jvm.option("-Xshare:off");
    ForkedJvm.Ended bare = quiet.apply(ForkedJvm.here()).program(ModuleProgram.class).run();
    ForkedJvm.Ended profiled =
        onceProfiled(
            counting(
                quiet.apply(ForkedJvm.here()).javaAgent(first).agent(settings()).javaAgent(last)));

    assertUnharmed(bare, profiled);
    assertWorkIsSeen();
    assertThat(coverage).isNotEmptyFile();
  }

  @Test
  void applicationsOwnAsyncProfiler_workedBeforeOurs() throws IOException {
    try (ForkedJvm.Running program =
        profilingItself(ForkedJvm.here(), "before").start().awaitOutput("ready")) {
      ForkedJvm.Ended attached =
          ForkedJvm.jar("attach", program.pid(), "collector=" + collector.url()).run();
      collector.nextAsking();
      ForkedJvm.Ended ended = program.end();

      assertThat(attached.exitCode).isZero();
      assertThat(ended.exitCode).isZero();
      assertThat(ended.out).isEqualTo("ready\nseen\n");
      assertWorkIsSeen();
    }
  }

  @Test
  void applicationsOwnAsyncProfiler_worksAfterOurs() throws IOException {
    try (ForkedJvm.Running program =
        profilingItself(ForkedJvm.here().agent(settings()), "after").start().awaitOutput("ready")) {
      collector.nextAsking();
      ForkedJvm.Ended ended = program.end();

      assertThat(ended.errors()).isEmpty();
      assertThat(ended.exitCode).isZero();
      assertThat(ended.out).isEqualTo("ready\nseen\n");
      assertWorkIsSeen();
    }
  }

  /** Runs it without and with the agent, and gives how it ended both times. */
  private ForkedJvm.Ended assertSeenAndUnharmed(UnaryOperator<ForkedJvm> application)
      throws IOException {
    ForkedJvm.Ended bare = application.apply(ForkedJvm.here()).run();
    ForkedJvm.Ended profiled = onceProfiled(application.apply(ForkedJvm.here().agent(settings())));

    assertUnharmed(bare, profiled);
    assertWorkIsSeen();
    return profiled;
  }

  private String settings() {
    return "service=host,cpu_hz=99,collector=" + collector.url();
  }

  private static void assertUnharmed(ForkedJvm.Ended bare, ForkedJvm.Ended profiled) {
    assertThat(bare.exitCode).as(bare.out + bare.errors()).isZero();
    assertThat(profiled.exitCode).isZero();
    assertThat(profiled.out).isEqualTo(bare.out);
    assertThat(profiled.errors()).isEqualTo(bare.errors());
  }

  private void assertWorkIsSeen() {
    assertThat(ownersSeen()).contains(Work.class.getName());
  }

  /** Of all windows of a JVM that has ended: a slow start may have taken the first. */
  private Set<String> ownersSeen() {
    return Stream.concat(Stream.of(collector.nextUpload()), collector.uploadsSoFar().stream())
        .flatMap(upload -> upload.profile().frames().stream())
        .map(Frame::owner)
        .collect(Collectors.toSet());
  }

  /** A program under OpenTelemetry's agent, which is to trace but to tell nobody. */
  private static ForkedJvm counting(ForkedJvm jvm) {
    for (String told : List.of("traces.exporter", "metrics.exporter", "logs.exporter")) {
      jvm.option("-Dotel." + told + "=none");
    }
    return jvm.option("-Dotel.javaagent.logging=none").program(ModuleProgram.class);
  }

  private static ForkedJvm profilingItself(ForkedJvm jvm, String when) {
    Path[] own = Jars.classPath(ForkedJvm.PROGRAMS, AsyncProfiler.class);
    return jvm.classPath(own).main(AsyncProfilerProgram.class.getName(), when);
  }

  private Path springBootJar() throws IOException {
    File plain = Jars.of(folder.resolve("plain.jar"), SpringProgram.class, Work.class).toFile();
    Path[] libraries =
        Jars.holding(
            SpringApplication.class,
            ApplicationContext.class,
            BeanFactory.class,
            Resource.class,
            AopProxy.class,
            ExpressionParser.class,
            LogFactory.class,
            ObservationRegistry.class,
            KeyValue.class);
    Path jar = folder.resolve("spring.jar");
    Repackager repackager = new Repackager(plain);
    repackager.setMainClass(SpringProgram.class.getName());
    repackager.repackage(
        jar.toFile(),
        callback -> {
          for (Path library : libraries) {
            callback.library(new Library(library.toFile(), LibraryScope.COMPILE));
          }
        });
    return jar;
  }

  /** As a WAR is laid out: one class in its classes, one in a library. */
  private Path webApplication() throws IOException {
    Path web = folder.resolve("web");
    Path inf = web.resolve("WEB-INF");
    Files.createDirectories(inf.resolve("lib"));
    Jars.copy(CountServlet.class, inf.resolve("classes"));
    Jars.of(inf.resolve("lib/work.jar"), Work.class);
    Files.writeString(
        inf.resolve("web.xml"),
        "<web-app xmlns='https://jakarta.ee/xml/ns/jakartaee' version='6.0'>"
            + "<servlet><servlet-name>count</servlet-name><servlet-class>"
            + CountServlet.class.getName()
            + "</servlet-class></servlet><servlet-mapping><servlet-name>count</servlet-name>"
            + "<url-pattern>/count</url-pattern></servlet-mapping></web-app>");
    return web;
  }
}
