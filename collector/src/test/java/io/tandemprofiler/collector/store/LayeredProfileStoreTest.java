package io.tandemprofiler.collector.store;

import static io.tandemprofiler.collector.Uploads.upload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandemprofiler.collector.Program;
import io.tandemprofiler.collector.Uploads;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LayeredProfileStoreTest extends ProfileStoreContract {
  private static final int ACKNOWLEDGED = 300;
  private static final ProfileSelection ALL =
      new ProfileSelection("default", "shop", 0, 9000, Map.of());

  @TempDir private Path folder;
  private DataFolder data;

  @Override
  protected ProfileStore open() {
    releaseFolder();
    data = DataFolder.hold(folder);
    return store(data);
  }

  @AfterEach
  void releaseFolder() {
    if (data != null) {
      data.close();
    }
  }

  @Test
  void append_survivesAKill() throws Exception {
    Set<Long> acknowledged = new HashSet<>();
    Path killed = folder.resolve("killed");
    try (Program writer =
        Program.start(folder.resolve("errors"), DurableWriter.class, killed.toString())) {
      while (acknowledged.size() < ACKNOWLEDGED) {
        acknowledged.add(Long.parseLong(writer.line()));
      }
      writer.kill();
      // The last line may be cut off by the kill; every whole one before it is a promise.
      String rest = writer.rest();
      rest.substring(0, Math.max(0, rest.lastIndexOf('\n')))
          .lines()
          .forEach(line -> acknowledged.add(Long.parseLong(line)));
    }
    try (DataFolder again = DataFolder.hold(killed);
        ProfileStore store = store(again)) {
      List<Long> found = new ArrayList<>();
      store.visit(ALL, upload -> found.add(Uploads.id(upload)));
      assertThat(found).doesNotHaveDuplicates().containsAll(acknowledged);
    }
  }

  @Test
  void append_failsWithTheReasonAndStoresNothing() throws SQLException {
    Path failing = folder.resolve("failing");
    try (DataFolder held = DataFolder.hold(failing);
        ProfileStore store = store(held)) {
      sql(failing, "ALTER TABLE hot_row RENAME TO gone");
      assertThatThrownBy(() -> store.append("default", upload(1).build(), upload(1).bytes()).join())
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("append 1 uploads in " + failing.resolve("profiles.sqlite"));

      sql(failing, "ALTER TABLE gone RENAME TO hot_row");
      store.append("default", upload(2).build(), upload(2).bytes()).join();
      List<Long> found = new ArrayList<>();
      store.visit(ALL, upload -> found.add(Uploads.id(upload)));
      assertThat(found).containsExactly(2L);
    }
  }

  @Test
  void append_failsAfterClose() {
    ProfileStore store = open();
    store.close();
    assertThatThrownBy(() -> store.append("default", upload(1).build(), upload(1).bytes()).join())
        .cause()
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void open_refusesAFileOfANewerCollector() throws SQLException {
    Path newer = folder.resolve("newer");
    try (DataFolder held = DataFolder.hold(newer)) {
      store(held).close();
      sql(newer, "PRAGMA user_version = 999");
      assertThatThrownBy(() -> store(held))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("has schema 999, this collector knows 3");
    }
  }

  @Test
  void open_keepsEverythingFromOthers() throws IOException {
    Path own = folder.resolve("own");
    Map<String, String> permissions = new TreeMap<>();
    try (DataFolder held = DataFolder.hold(own);
        ProfileStore store = store(held)) {
      store.append("default", upload(1).build(), upload(1).bytes()).join();
      permissions.put("", permissions(own));
      try (DirectoryStream<Path> files = Files.newDirectoryStream(own)) {
        for (Path file : files) {
          permissions.put(file.getFileName().toString(), permissions(file));
        }
      }
    }
    assertThat(permissions)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "", "rwx------",
                "lock", "rw-------",
                "profiles.sqlite", "rw-------",
                "profiles.sqlite-shm", "rw-------",
                "profiles.sqlite-wal", "rw-------"));
  }

  @Test
  void open_syncsEveryCommit() throws SQLException {
    Path synced = folder.resolve("synced");
    try (DataFolder held = DataFolder.hold(synced);
        Connection connection =
            new SqliteDatabase(held.path().resolve("profiles.sqlite")).openForWriting();
        Statement statement = connection.createStatement()) {
      assertThat(text(statement, "PRAGMA journal_mode")).isEqualTo("wal");
      assertThat(text(statement, "PRAGMA synchronous")).isEqualTo("2"); // FULL
    }
  }

  @Test
  void queries_useTheirIndexes() throws SQLException {
    Path planned = folder.resolve("planned");
    try (DataFolder held = DataFolder.hold(planned)) {
      store(held).close();
    }
    assertThat(plan(planned, "select_hot_rows"))
        .contains("SEARCH hot_row USING INDEX hot_row_by_segment")
        .doesNotContain("SCAN");
    assertThat(plan(planned, "select_segment_producers"))
        .contains("hot_row USING COVERING INDEX hot_row_by_segment");
    assertThat(plan(planned, "select_dictionary"))
        .contains("SEARCH dictionary USING INDEX dictionary_by_segment");
    assertThat(plan(planned, "delete_idle_producers"))
        .contains("SEARCH hot_row USING COVERING INDEX hot_row_by_producer");
  }

  private static LayeredProfileStore store(DataFolder folder) {
    return LayeredProfileStore.open(Stores.open(folder), Clock.systemUTC(), 1 << 20);
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static String plan(Path folder, String query) throws SQLException {
    StringBuilder plan = new StringBuilder();
    try (Connection connection = connect(folder);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("EXPLAIN QUERY PLAN " + SqlStatement.text(query + ".sql"))) {
      while (row.next()) {
        plan.append(row.getString("detail")).append('\n');
      }
    }
    return plan.toString();
  }

  private static String text(Statement statement, String query) throws SQLException {
    try (ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  private static void sql(Path folder, String sql) throws SQLException {
    try (Connection connection = connect(folder);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private static Connection connect(Path folder) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("profiles.sqlite"));
  }
}
