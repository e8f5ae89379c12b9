package io.tandemprofiler.collector.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteAgentSettingsStoreTest extends AgentSettingsStoreContract {
  private static final AgentSettings SLOW = new AgentSettings(true, 20, 1, 600, 99);

  @TempDir private Path path;
  private DataFolder folder;

  @Override
  AgentSettingsStore open() {
    folder = DataFolder.hold(path);
    return SqliteAgentSettingsStore.open(folder);
  }

  @AfterEach
  void release() {
    folder.close();
  }

  @Test
  void settings_outliveTheStore() {
    try (AgentSettingsStore before = SqliteAgentSettingsStore.open(folder)) {
      before.change("t", "shop", old -> SLOW, "ann", "::1", 7);
    }
    try (AgentSettingsStore after = SqliteAgentSettingsStore.open(folder)) {
      assertThat(after.find("t", "shop")).isEqualTo(SLOW);
      assertThat(after.changes("t", 9))
          .containsExactly(new SettingsChange(7, "shop", "ann", "::1", AgentSettings.NONE, SLOW));
    }
  }

  @Test
  void settings_areInABackup(@TempDir Path backup) {
    try (AgentSettingsStore store = SqliteAgentSettingsStore.open(folder)) {
      store.change("t", "shop", old -> SLOW, "ann", "::1", 7);
    }
    Stores.open(folder).hot().close();
    try (DataFolder to = DataFolder.hold(backup)) {
      Inspection.copy(path, to, step -> {});
      try (AgentSettingsStore copy = SqliteAgentSettingsStore.open(to)) {
        assertThat(copy.find("t", "shop")).isEqualTo(SLOW);
      }
    }
  }

  @Test
  void changes_areNoMoreThanAreKept() {
    try (AgentSettingsStore store = SqliteAgentSettingsStore.open(folder, 3)) {
      store.change("u", "shop", old -> SLOW, "ann", "::1", 0);
      for (int i = 1; i <= 5; i++) {
        AgentSettings next = new AgentSettings(false, i, 0, 0, 0);
        store.change("t", "shop", old -> next, "ann", "::1", i);
      }
      assertThat(store.changes("t", 9))
          .extracting(SettingsChange::atMillis)
          .containsExactly(5L, 4L, 3L);
      assertThat(store.changes("u", 9)).hasSize(1);
    }
  }

  @Test
  void open_refusesWhatANewerCollectorWrote() throws SQLException {
    Path file = path.resolve("agents.sqlite");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("PRAGMA user_version = 9");
    }
    assertThatThrownBy(() -> SqliteAgentSettingsStore.open(folder))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("agents.sqlite: it has schema 9, this collector knows 1");
  }
}
