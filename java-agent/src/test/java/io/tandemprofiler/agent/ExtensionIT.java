package io.tandemprofiler.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.agent.program.FailingExtension;
import io.tandemprofiler.agent.program.LoudExtension;
import io.tandemprofiler.agent.program.Program;
import io.tandemprofiler.agent.sampler.SamplerExtension;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Extensions of the sampler, in jars beside the agent's or on the class path. */
class ExtensionIT {
  @TempDir private Path folder;

  @Test
  void oneBesideTheAgent_isUsed() throws IOException {
    extension(folder.resolve("tandem-loud-bridge-1.0.jar"), LoudExtension.class);

    assertThat(errors("jep=off")).containsOnly("tandem: a window begins, jep=off");
  }

  @Test
  void oneOnTheClassPath_isUsedAlone() throws IOException {
    extension(folder.resolve("tandem-failing-bridge.jar"), FailingExtension.class);
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Path jar = extension(elsewhere.resolve("loud.jar"), LoudExtension.class);

    assertThat(errors("", jar)).containsOnly("tandem: a window begins, jep=auto");
  }

  @Test
  void oneThatFails_isOneLine() throws IOException {
    extension(folder.resolve("tandem-failing-bridge.jar"), FailingExtension.class);

    assertThat(errors(""))
        .containsExactly(
            "tandem: an extension of the sampler fails: java.lang.IllegalStateException");
  }

  @Test
  void whereOneIsWanted_andNoneIsThere_itSaysSo() throws IOException {
    assertThat(errors("jep=on"))
        .containsExactly(
            "tandem: jep=on, but no tandem-jep-bridge.jar is on the class path or beside the"
                + " agent's jar");
  }

  /** What a program's agent said, which has sent its profile. */
  private Iterable<String> errors(String settings, Path... classPath) throws IOException {
    Path agent = Files.copy(ForkedJvm.JAR, folder.resolve("tandem-java-agent.jar"));
    try (CollectorStandIn collector = new CollectorStandIn();
        ForkedJvm.Running program =
            ForkedJvm.here()
                .javaAgent(agent + "=service=shop,collector=" + collector.url() + "," + settings)
                .classPath(
                    Stream.concat(Stream.of(ForkedJvm.PROGRAMS), Stream.of(classPath))
                        .toArray(Path[]::new))
                .main(Program.class.getName(), "shares")
                .start()) {
      collector.nextAsking();
      ForkedJvm.Ended ended = program.end();

      assertThat(ended.exitCode).isZero();
      assertThat(collector.nextUpload().profile().frames()).isNotEmpty();
      return ended.errors();
    }
  }

  private static Path extension(Path jar, Class<? extends SamplerExtension> type)
      throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new ZipEntry("META-INF/services/" + SamplerExtension.class.getName()));
      out.write(type.getName().getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }
}
