package io.tandemprofiler.collector.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteFindingStoreTest extends FindingStoreContract {
  @TempDir private Path path;
  private DataFolder folder;

  @Override
  FindingStore open() {
    folder = DataFolder.hold(path);
    return SqliteFindingStore.open(folder);
  }

  @AfterEach
  void release() {
    folder.close();
  }

  @Test
  void countOpen_knowsWhatWasFiledBeforeItWasCounted(@TempDir Path old) throws Exception {
    Finding seen = finding("shop", "rule", Severity.MEDIUM, 0.1, 10 * HOUR);
    try (DataFolder of = DataFolder.hold(old);
        Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + of.file(SqliteFindingStore.FILE));
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(SqlStatement.text("schema/findings-001.sql"));
      statement.executeUpdate("PRAGMA user_version = 1");
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO finding VALUES ('t', ?, 'shop', 1, ?)")) {
        insert.setString(1, seen.id());
        insert.setString(2, withoutWorst(FindingJson.write(KnownFinding.opened(seen))));
        insert.executeUpdate();
      }
    }
    try (DataFolder of = DataFolder.hold(old);
        FindingStore store = SqliteFindingStore.open(of)) {
      assertThat(store.countOpen("t"))
          .containsExactly(new OpenFindings("shop", Severity.MEDIUM, 1));
      assertThat(store.find("t", "shop")).containsExactly(KnownFinding.opened(seen));
    }
  }

  /** As before it was kept. */
  private static String withoutWorst(String json) {
    assertThat(json).contains(",\"worst\":\"MEDIUM\"");
    return json.replace(",\"worst\":\"MEDIUM\"", "");
  }

  @Test
  void findings_outliveTheStoreAndAreInABackup(@TempDir Path backup) {
    Finding seen = finding("shop", "rule", 0.1, 10 * HOUR);
    try (FindingStore before = SqliteFindingStore.open(folder)) {
      before.file("t", analysis("shop", 10 * HOUR), List.of(seen));
      before.change("t", seen.id(), known -> known.dismissed("ann", "as wanted", 7));
    }
    KnownFinding expected = KnownFinding.opened(seen).dismissed("ann", "as wanted", 7);
    try (FindingStore after = SqliteFindingStore.open(folder)) {
      assertThat(after.find("t", "shop")).containsExactly(expected);
      assertThat(after.analyses("t", "shop")).containsExactly(analysis("shop", 10 * HOUR));
    }
    Stores.open(folder).hot().close();
    try (DataFolder to = DataFolder.hold(backup)) {
      Inspection.copy(path, to, step -> {});
      try (FindingStore copy = SqliteFindingStore.open(to)) {
        assertThat(copy.find("t", "shop")).containsExactly(expected);
      }
    }
  }
}
