package io.tandemprofiler.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsTableTest {
  @Test
  void markdown_isWhatTheReadmeShows() throws IOException {
    Path readme = Path.of(System.getProperty("tandem.root"), "java-agent", "README.md");

    assertThat(Files.readString(readme)).contains(SettingsTable.markdown());
  }

  @Test
  void plain_namesEverySetting() {
    for (Setting setting : Setting.values()) {
      assertThat(SettingsTable.plain()).contains(setting.word());
    }
  }
}
