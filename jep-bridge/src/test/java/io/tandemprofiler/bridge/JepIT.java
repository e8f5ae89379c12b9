package io.tandemprofiler.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.bridge.program.MixedProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a JVM's profile shows of the Python in it. */
class JepIT {
  @TempDir private Path folder;

  @Test
  void bothLanguages_standInOneStack() throws IOException {
    JepJvm.Ended ended =
        new JepJvm(folder).settings("jep=on,jep_hz=50").run(MixedProgram.class, "2", "2");

    assertThat(ended.exitCode).isZero();
    assertThat(ended.output).containsExactly("worked");
    assertThat(ended.said()).isEmpty();
    assertThat(inPython(ended))
        .anySatisfy(
            stack ->
                assertThat(stack)
                    .contains(
                        "java io.tandemprofiler.bridge.program.MixedProgram work;"
                            + " python mixed_program outer;"
                            + " java io.tandemprofiler.bridge.program.MixedProgram again;"
                            + " python mixed_program inner;"
                            + " python mixed_program crunched | cpu_time running"));
    assertThat(ended.audit).anyMatch(line -> line.contains("estimated mixed_division"));
  }

  private static List<String> inPython(JepJvm.Ended ended) {
    return ended.stacks().stream()
        .filter(stack -> stack.contains("; python "))
        .collect(Collectors.toList());
  }
}
