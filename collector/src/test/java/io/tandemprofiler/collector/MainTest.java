package io.tandemprofiler.collector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MainTest {
  @Test
  void withCommand_servesWithoutOne() {
    assertThat(Main.withCommand(new String[] {})).containsExactly("serve");
    assertThat(Main.withCommand(new String[] {"--port", "0"}))
        .containsExactly("serve", "--port", "0");
  }

  @Test
  void withCommand_keepsCommandsAndOwnOptions() {
    assertThat(Main.withCommand(new String[] {"serve", "--port", "0"}))
        .containsExactly("serve", "--port", "0");
    assertThat(Main.withCommand(new String[] {"--help"})).containsExactly("--help");
    assertThat(Main.withCommand(new String[] {"--version"})).containsExactly("--version");
  }
}
