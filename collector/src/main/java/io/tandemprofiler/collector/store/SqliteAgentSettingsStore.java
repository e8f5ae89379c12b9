package io.tandemprofiler.collector.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/** A file of its own beside the profiles, with one connection that callers take turns at. */
public final class SqliteAgentSettingsStore implements AgentSettingsStore {
  /** Its name in the data folder. */
  static final String FILE = "agents.sqlite";

  private static final int SCHEMA_VERSION = 1;

  private final Path file;
  private final Object turn = new Object();
  private final Connection connection;
  private final int changesKept;

  private SqliteAgentSettingsStore(Path file, Connection connection, int changesKept) {
    this.file = file;
    this.changesKept = changesKept;
    this.connection = connection;
  }

  /**
   * Opens, or creates, the folder's file.
   *
   * @throws StorageException where it cannot be, or a newer collector wrote it
   */
  public static SqliteAgentSettingsStore open(DataFolder folder) {
    return open(folder, CHANGES_KEPT);
  }

  static SqliteAgentSettingsStore open(DataFolder folder, int changesKept) {
    Path file = folder.file(FILE);
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    try {
      Connection connection =
          DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
      connection.setAutoCommit(false);
      migrate(connection);
      return new SqliteAgentSettingsStore(file, connection, changesKept);
    } catch (SQLException e) {
      throw new StorageException("open " + file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public AgentSettings find(String tenant, String service) {
    return inTurn("read settings of '" + service + "'", () -> select(tenant, service));
  }

  @Override
  public AgentSettings change(
      String tenant,
      String service,
      UnaryOperator<AgentSettings> change,
      String who,
      String address,
      long atMillis) {
    return inTurn(
        "change settings of '" + service + "'",
        () -> {
          AgentSettings before = select(tenant, service);
          AgentSettings after = change.apply(before);
          if (!after.equals(before)) {
            upsert(tenant, service, after);
            log(tenant, new SettingsChange(atMillis, service, who, address, before, after));
          }
          return after;
        });
  }

  @Override
  public List<SettingsChange> changes(String tenant, int limit) {
    return inTurn(
        "read the log of settings",
        () -> {
          List<SettingsChange> changes = new ArrayList<>();
          try (SqlStatement statement =
                  SqlStatement.prepare(connection, "select_settings_changes")
                      .set("tenant", tenant)
                      .set("limit", limit);
              ResultSet row = statement.query()) {
            while (row.next()) {
              changes.add(
                  new SettingsChange(
                      row.getLong("at_millis"),
                      row.getString("service"),
                      row.getString("who"),
                      row.getString("address"),
                      settings(row, "before_"),
                      settings(row, "after_")));
            }
          }
          return changes;
        });
  }

  @Override
  public void close() {
    synchronized (turn) {
      try {
        connection.close();
      } catch (SQLException e) {
        throw new StorageException("close " + file, e);
      }
    }
  }

  private AgentSettings select(String tenant, String service) throws SQLException {
    try (SqlStatement statement =
            SqlStatement.prepare(connection, "select_settings")
                .set("tenant", tenant)
                .set("service", service);
        ResultSet row = statement.query()) {
      return row.next() ? settings(row, "") : AgentSettings.NONE;
    }
  }

  private void upsert(String tenant, String service, AgentSettings settings) throws SQLException {
    try (SqlStatement statement = SqlStatement.prepare(connection, "upsert_settings")) {
      set(statement.set("tenant", tenant).set("service", service), "", settings).update();
    }
  }

  private void log(String tenant, SettingsChange change) throws SQLException {
    try (SqlStatement statement = SqlStatement.prepare(connection, "insert_settings_change")) {
      statement
          .set("tenant", tenant)
          .set("at_millis", change.atMillis())
          .set("service", change.service())
          .set("who", change.who())
          .set("address", change.address());
      set(set(statement, "before_", change.before()), "after_", change.after()).update();
    }
    try (SqlStatement statement = SqlStatement.prepare(connection, "delete_settings_changes")) {
      statement.set("tenant", tenant).set("kept", changesKept).update();
    }
  }

  private static SqlStatement set(SqlStatement statement, String prefix, AgentSettings settings)
      throws SQLException {
    return statement
        .set(prefix + "disabled", settings.disabled() ? 1 : 0)
        .set(prefix + "cpu_hz", settings.cpuHz())
        .set(prefix + "wall_hz", settings.wallHz())
        .set(prefix + "report_seconds", settings.reportSeconds())
        .set(prefix + "max_depth", settings.maxDepth());
  }

  private static AgentSettings settings(ResultSet row, String prefix) throws SQLException {
    return new AgentSettings(
        row.getInt(prefix + "disabled") != 0,
        row.getInt(prefix + "cpu_hz"),
        row.getInt(prefix + "wall_hz"),
        row.getInt(prefix + "report_seconds"),
        row.getInt(prefix + "max_depth"));
  }

  /** What was done is committed, or where anything goes wrong none of it. */
  private <T> T inTurn(String what, Work<T> work) {
    synchronized (turn) {
      try {
        T result = work.run();
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException e) {
        StorageException failure =
            new StorageException(what + " in " + file + ": " + e.getMessage(), e);
        try {
          connection.rollback();
        } catch (SQLException again) {
          failure.addSuppressed(again);
        }
        throw failure;
      }
    }
  }

  private static void migrate(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      int version;
      try (ResultSet row = statement.executeQuery("PRAGMA user_version")) {
        version = row.getInt(1);
      }
      if (version > SCHEMA_VERSION) {
        throw new SQLException(
            String.format(
                "it has schema %d, this collector knows %d: it was written by a newer one",
                version, SCHEMA_VERSION));
      }
      if (version < SCHEMA_VERSION) {
        statement.executeUpdate(SqlStatement.text("schema/agents-001.sql"));
        statement.executeUpdate("PRAGMA user_version = " + SCHEMA_VERSION);
      }
      connection.commit();
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** What is done while it is the caller's turn. */
  private interface Work<T> {
    T run() throws SQLException;
  }
}
