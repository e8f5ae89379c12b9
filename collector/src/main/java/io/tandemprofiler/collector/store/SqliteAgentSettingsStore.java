package io.tandemprofiler.collector.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A file of its own beside the profiles, with one connection that callers take turns at. */
public final class SqliteAgentSettingsStore implements AgentSettingsStore {
  /** Its name in the data folder. */
  static final String FILE = "agents.sqlite";

  private static final int SCHEMA_VERSION = 1;

  private final SqliteFile file;
  private final int changesKept;

  private SqliteAgentSettingsStore(SqliteFile file, int changesKept) {
    this.file = file;
    this.changesKept = changesKept;
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
    return new SqliteAgentSettingsStore(
        SqliteFile.open(folder, FILE, "agents", SCHEMA_VERSION), changesKept);
  }

  @Override
  public AgentSettings find(String tenant, String service) {
    return file.inTurn(
        "read settings of '" + service + "'", connection -> select(connection, tenant, service));
  }

  @Override
  public AgentSettings change(
      String tenant,
      String service,
      UnaryOperator<AgentSettings> change,
      String who,
      String address,
      long atMillis) {
    return file.inTurn(
        "change settings of '" + service + "'",
        connection -> {
          AgentSettings before = select(connection, tenant, service);
          AgentSettings after = change.apply(before);
          if (!after.equals(before)) {
            upsert(connection, tenant, service, after);
            log(
                connection,
                tenant,
                new SettingsChange(atMillis, service, who, address, before, after));
          }
          return after;
        });
  }

  @Override
  public List<SettingsChange> changes(String tenant, int limit) {
    return file.inTurn(
        "read the log of settings",
        connection -> {
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
    file.close();
  }

  private static AgentSettings select(Connection connection, String tenant, String service)
      throws SQLException {
    try (SqlStatement statement =
            SqlStatement.prepare(connection, "select_settings")
                .set("tenant", tenant)
                .set("service", service);
        ResultSet row = statement.query()) {
      return row.next() ? settings(row, "") : AgentSettings.NONE;
    }
  }

  private static void upsert(
      Connection connection, String tenant, String service, AgentSettings settings)
      throws SQLException {
    try (SqlStatement statement = SqlStatement.prepare(connection, "upsert_settings")) {
      set(statement.set("tenant", tenant).set("service", service), "", settings).update();
    }
  }

  private void log(Connection connection, String tenant, SettingsChange change)
      throws SQLException {
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
}
