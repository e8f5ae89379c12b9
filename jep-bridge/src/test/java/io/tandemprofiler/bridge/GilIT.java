package io.tandemprofiler.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GilIT {
  @TempDir private Path folder;

  @Test
  void pythonIsSeen_whereItWouldNotLetGoOfTheGil_andKeepsItsInterval() throws IOException {
    JepJvm.Ended ended = new JepJvm(folder).settings("jep=off").run(AskingProgram.class);

    assertThat(ended.errors).isEmpty();
    assertThat(ended.output).containsExactly("seen", "interval 3600.0");
  }
}
