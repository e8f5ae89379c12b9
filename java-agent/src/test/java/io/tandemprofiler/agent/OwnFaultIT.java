package io.tandemprofiler.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.agent.program.EndedProgram;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors of the agent's own: they end all of it, once, with a line, and nothing else. */
class OwnFaultIT {
  @TempDir private Path folder;

  /** A jar that somebody replaced while the JVM ran lacks whatever was not loaded yet. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "agent/ProcessReadings",
        "agent/sampler/RecordingReader",
        "wire/UploadWriter",
        "wire/ConfigurationCodec"
      })
  void error_endsTheWholeAgent(String missing) throws IOException {
    try (CollectorStandIn collector = new CollectorStandIn()) {
      assertEnds(missing, "collector=" + collector.url());
    }
  }

  @Test
  void error_endsTheFlightRecording() throws IOException {
    assertEnds("wire/UploadWriter", "collector=none,sampler=jfr");
  }

  private void assertEnds(String missing, String settings) throws IOException {
    String entry = "io/tandemprofiler/" + missing + ".class";
    Path damaged = Jars.without(entry, ForkedJvm.JAR, folder.resolve("damaged.jar"));
    ForkedJvm.Ended ended =
        ForkedJvm.here()
            .option("-XX:+UnlockDiagnosticVMOptions")
            .option("-XX:+DebugNonSafepoints")
            .javaAgent(damaged + "=service=shop," + settings)
            .program(EndedProgram.class)
            .run();

    assertThat(ended.exitCode).isZero();
    assertThat(ended.errors())
        .filteredOn(line -> !line.startsWith("tandem: switched o")) // which the program does
        .singleElement()
        .asString()
        .matches("tandem: profiling ends: java\\.lang\\.NoClassDefFoundError in tandem-\\w+");
    assertThat(ended.out).isEqualTo("false [] []\n[]\n");
  }
}
