package io.tandemprofiler.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.agent.program.StormProgram;
import io.tandemprofiler.model.Profile;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A JVM in which classes and threads come and go faster than in any service, sampled as often as
 * can be. {@code tandem.storm.seconds} makes it last, for a soak test, and {@code
 * tandem.storm.homes} names the JVMs that it rages in; else it is a few rounds of this one.
 */
class StormIT {
  private static final String STORM = StormProgram.class.getName();
  private static final int ROUNDS = 3;
  private static final int MOST_FILES = 100; // some 40 are the JVM's and the agent's
  private static final long SECONDS = Long.getLong("tandem.storm.seconds", 0);

  private static final String HOMES =
      System.getProperty("tandem.storm.homes", System.getProperty("java.home"));

  static Stream<Arguments> storms() {
    return Stream.of(HOMES.split(File.pathSeparator))
        .flatMap(
            home ->
                Stream.of("async-profiler", "jfr", "thread-dump")
                    .map(sampler -> Arguments.of(Path.of(home), sampler)));
  }

  @ParameterizedTest
  @MethodSource("storms")
  void jvm_survives(Path home, String sampler, @TempDir Path folder) throws IOException {
    Set<String> seen = new HashSet<>();
    ForkedJvm.Ended ended;
    try (CollectorStandIn collector = new CollectorStandIn();
        ForkedJvm.Running program =
            ForkedJvm.of(home)
                .option("-Xss8m")
                .option("-XX:ErrorFile=" + folder.resolve("hs_err.log"))
                .option("-javaagent:" + redefiningAgent(folder))
                .agent(
                    "service=storm,cpu_hz=250,wall_hz=20,overhead_percent=100,report_seconds=10,max_depth=4096"
                        + ",heap_summary=on,sampler="
                        + sampler
                        + ",collector="
                        + collector.url())
                .program(StormProgram.class)
                .start()) {
      long end = System.nanoTime() + SECONDS * 1_000_000_000;
      for (int round = 1; round <= ROUNDS || System.nanoTime() - end < 0; round++) {
        program.awaitOutput("round " + round + "\n");
        assertThat(program.openFiles()).isLessThan(MOST_FILES);
        collector.uploadsSoFar().forEach(upload -> seen.addAll(functions(upload.profile())));
      }
      ended = program.end();
      seen.addAll(functions(collector.nextUpload().profile()));
      collector.uploadsSoFar().forEach(upload -> seen.addAll(functions(upload.profile())));
    }

    assertThat(ended.exitCode).as(String.join("\n", ended.errors())).isZero();
    assertThat(ended.out).endsWith("done\n");
    assertThat(folder.resolve("hs_err.log")).doesNotExist();
    assertThat(seen).contains("finish").containsAnyOf("calculate", "call");
  }

  private static List<String> functions(Profile profile) {
    return profile.frames().stream()
        .filter(frame -> frame.owner().startsWith(STORM))
        .map(frame -> frame.function())
        .toList();
  }

  /** A second agent in the same JVM: the program itself, which may redefine classes. */
  private static Path redefiningAgent(Path folder) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", STORM);
    manifest.getMainAttributes().putValue("Can-Redefine-Classes", "true");
    Path jar = folder.resolve("redefining.jar");
    try (OutputStream file = Files.newOutputStream(jar)) {
      new JarOutputStream(file, manifest).close();
    }
    return jar;
  }
}
