package io.tandemprofiler.collector.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

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
    String body = withoutWorst(FindingJson.write(KnownFinding.opened(seen)));
    try (DataFolder of = DataFolder.hold(old)) {
      beforeItWasCounted(of, List.of(body));
      try (FindingStore store = SqliteFindingStore.open(of)) {
        assertThat(store.countOpen("t"))
            .containsExactly(new OpenFindings("shop", Severity.MEDIUM, 1));
        assertThat(store.find("t", "shop")).containsExactly(KnownFinding.opened(seen));
      }
    }
  }

  @Test
  void countOpen_leavesOutWhatCannotBeRead(@TempDir Path old) throws Exception {
    Finding seen = finding("shop", "rule", Severity.MEDIUM, 0.1, 10 * HOUR);
    String whole = FindingJson.write(KnownFinding.opened(seen));
    List<String> bodies =
        List.of(whole, whole.substring(9), "", "[]", "{\"status\":\"OPEN\"}", "{\"status\":null}");
    try (DataFolder of = DataFolder.hold(old)) {
      beforeItWasCounted(of, bodies);
      try (FindingStore store = SqliteFindingStore.open(of)) {
        assertThat(store.countOpen("t"))
            .containsExactly(new OpenFindings("shop", Severity.MEDIUM, 1));
      }
    }
  }

  /** The store goes on with the others, and with the damaged one once it is seen again. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{\"status\":\"OPEN\"}",
        "{\"id\":\"i\",\"status\":\"OPEN\",\"worst\":\"LOW\",\"latest\":null}",
        "{\"id\":\"i\",\"status\":\"OPEN\",\"latest\":{\"service\":\"shop\"}}",
      })
  void find_leavesOutWhatIsDamagedAndNamesIt(String body, @TempDir Path path) throws Exception {
    Finding whole = finding("shop", "rule", 0.1, 10 * HOUR);
    Finding broken = finding("shop", "broken", 0.2, 10 * HOUR);
    ListAppender<ILoggingEvent> log = log();
    try (DataFolder of = DataFolder.hold(path);
        FindingStore store = SqliteFindingStore.open(of)) {
      store.file("t", analysis("shop", 10 * HOUR), List.of(whole, broken));
      damage(of, broken.id(), body);

      assertThat(store.find("t", "shop")).containsExactly(KnownFinding.opened(whole));
      assertThat(store.find("t", FindingStore.EVERY_SERVICE)).hasSize(1);
      assertThat(store.change("t", broken.id(), KnownFinding::reopened)).isEmpty();
      assertThat(log.list)
          .extracting(ILoggingEvent::getFormattedMessage)
          .singleElement(STRING)
          .startsWith("finding " + broken.id() + " of 'shop' is left out: read a finding: ");

      assertThat(store.file("t", analysis("shop", 11 * HOUR), List.of(whole, broken)))
          .containsExactly(KnownFinding.opened(broken));
      assertThat(store.find("t", "shop"))
          .containsExactly(KnownFinding.opened(broken), KnownFinding.opened(whole));
    }
  }

  private static ListAppender<ILoggingEvent> log() {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    ((Logger) LoggerFactory.getLogger(SqliteFindingStore.class)).addAppender(log);
    return log;
  }

  private static void damage(DataFolder folder, String id, String body) throws Exception {
    String file = "jdbc:sqlite:" + folder.file(SqliteFindingStore.FILE);
    try (Connection connection = DriverManager.getConnection(file);
        PreparedStatement update =
            connection.prepareStatement("UPDATE finding SET body = ? WHERE finding_id = ?")) {
      update.setString(1, body);
      update.setString(2, id);
      assertThat(update.executeUpdate()).isOne();
    }
  }

  private static void beforeItWasCounted(DataFolder folder, List<String> bodies) throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.file(SqliteFindingStore.FILE));
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(SqlStatement.text("schema/findings-001.sql"));
      statement.executeUpdate("PRAGMA user_version = 1");
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO finding VALUES ('t', ?, 'shop', 1, ?)")) {
        for (String body : bodies) {
          insert.setString(1, "id " + bodies.indexOf(body));
          insert.setString(2, body);
          insert.executeUpdate();
        }
      }
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
