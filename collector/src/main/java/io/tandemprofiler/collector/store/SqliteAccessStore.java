package io.tandemprofiler.collector.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A file of its own beside the profiles, which commands open while a collector does. */
public final class SqliteAccessStore implements AccessStore {
  /** Its name in the data folder. */
  static final String FILE = "access.sqlite";

  private static final int SCHEMA_VERSION = 1;

  private final SqliteFile file;
  private final int entriesKept;

  private SqliteAccessStore(SqliteFile file, int entriesKept) {
    this.file = file;
    this.entriesKept = entriesKept;
  }

  /**
   * Opens, or creates, the file of a data folder, which another process may hold; the folder, too,
   * is created where there is none.
   *
   * @throws StorageException where it cannot be, or a newer collector wrote it
   */
  public static SqliteAccessStore open(Path dataFolder) {
    return open(dataFolder, ENTRIES_KEPT);
  }

  /** Whether a data folder knows anybody; makes nothing. */
  public static boolean knowsAnybody(Path dataFolder) {
    if (Files.notExists(dataFolder.resolve(FILE))) {
      return false;
    }
    try (SqliteAccessStore store = open(dataFolder)) {
      Known known = store.read();
      return !known.tokens().isEmpty() || !known.users().isEmpty();
    }
  }

  static SqliteAccessStore open(Path dataFolder, int entriesKept) {
    Path file = DataFolder.fileIn(dataFolder, FILE);
    return new SqliteAccessStore(SqliteFile.open(file, "access", SCHEMA_VERSION), entriesKept);
  }

  @Override
  public Known read() {
    return file.inTurn(
        "read who may come in",
        connection -> new Known(tokens(connection), users(connection), sessions(connection)));
  }

  @Override
  public void addToken(String hash, AccessToken token, AuditEntry entry) {
    file.inTurn(
        "add token " + token.id(),
        connection -> {
          insert(connection, hash, token);
          return log(connection, entry);
        });
  }

  @Override
  public Optional<AccessToken> replaceToken(
      String tenant,
      String id,
      UnaryOperator<AccessToken> change,
      String hash,
      AccessToken replacement,
      AuditEntry entry) {
    return file.inTurn(
        "replace token " + id,
        connection -> {
          Optional<AccessToken> changed = change(connection, tenant, id, change);
          if (changed.isPresent()) {
            insert(connection, hash, replacement);
            log(connection, entry);
          }
          return changed;
        });
  }

  @Override
  public Optional<AccessToken> changeToken(
      String tenant, String id, UnaryOperator<AccessToken> change, AuditEntry entry) {
    return file.inTurn(
        "change token " + id,
        connection -> {
          Optional<AccessToken> changed = change(connection, tenant, id, change);
          if (changed.isPresent()) {
            log(connection, entry);
          }
          return changed;
        });
  }

  @Override
  public boolean addUser(UserAccount user, AuditEntry entry) {
    return file.inTurn(
        "add user '" + user.name() + "'",
        connection -> {
          boolean isNew = insert(connection, user);
          return isNew && log(connection, entry);
        });
  }

  @Override
  public boolean changePassword(String name, String passwordHash, AuditEntry entry) {
    return file.inTurn(
        "change the password of '" + name + "'",
        connection -> {
          try (SqlStatement statement =
              SqlStatement.prepare(connection, "update_password")
                  .set("password_hash", passwordHash)
                  .set("name", name)) {
            return statement.update() > 0
                && endSessions(connection, name)
                && log(connection, entry);
          }
        });
  }

  @Override
  public boolean removeUser(String name, AuditEntry entry) {
    return file.inTurn(
        "remove user '" + name + "'",
        connection -> {
          endSessions(connection, name);
          try (SqlStatement statement =
              SqlStatement.prepare(connection, "delete_user").set("name", name)) {
            return statement.update() > 0 && log(connection, entry);
          }
        });
  }

  @Override
  public void addSession(String hash, LoginSession session, AuditEntry entry) {
    file.inTurn(
        "begin a session",
        connection -> {
          try (SqlStatement statement =
              SqlStatement.prepare(connection, "insert_session")
                  .set("hash", hash)
                  .set("user_name", session.user())
                  .set("created_millis", session.createdMillis())
                  .set("seen_millis", session.seenMillis())) {
            statement.update();
          }
          return log(connection, entry);
        });
  }

  @Override
  public boolean removeSession(String hash, AuditEntry entry) {
    return file.inTurn(
        "end a session",
        connection -> {
          try (SqlStatement statement =
              SqlStatement.prepare(connection, "delete_session").set("hash", hash)) {
            return statement.update() > 0 && log(connection, entry);
          }
        });
  }

  @Override
  public void touch(Map<String, Long> tokens, Map<String, Long> sessions) {
    file.inTurn(
        "note what was used",
        connection -> {
          touch(connection, "touch_token", tokens);
          return touch(connection, "touch_session", sessions);
        });
  }

  @Override
  public int removeSessions(long createdBefore, long seenBefore) {
    return file.inTurn(
        "remove sessions that are over",
        connection -> {
          try (SqlStatement statement =
              SqlStatement.prepare(connection, "delete_old_sessions")
                  .set("created_before", createdBefore)
                  .set("seen_before", seenBefore)) {
            return statement.update();
          }
        });
  }

  @Override
  public void log(List<AuditEntry> entries) {
    file.inTurn(
        "write the audit log",
        connection -> {
          for (AuditEntry entry : entries) {
            log(connection, entry);
          }
          return null;
        });
  }

  @Override
  public List<AuditEntry> entries(String tenant, int limit) {
    return file.inTurn(
        "read the audit log",
        connection -> {
          List<AuditEntry> entries = new ArrayList<>();
          try (SqlStatement statement =
                  SqlStatement.prepare(connection, "select_audit_entries")
                      .set("tenant", tenant)
                      .set("limit", limit);
              ResultSet row = statement.query()) {
            while (row.next()) {
              entries.add(
                  new AuditEntry(
                      row.getLong("at_millis"),
                      row.getString("tenant"),
                      row.getString("who"),
                      row.getString("address"),
                      row.getString("action"),
                      row.getString("detail")));
            }
          }
          return entries;
        });
  }

  @Override
  public void close() {
    file.close();
  }

  private static Map<String, AccessToken> tokens(Connection connection) throws SQLException {
    Map<String, AccessToken> tokens = new LinkedHashMap<>();
    try (SqlStatement statement = SqlStatement.prepare(connection, "select_tokens");
        ResultSet row = statement.query()) {
      while (row.next()) {
        tokens.put(row.getString("hash"), token(row));
      }
    }
    return Collections.unmodifiableMap(tokens);
  }

  private static AccessToken token(ResultSet row) throws SQLException {
    return new AccessToken(
        row.getString("id"),
        row.getString("name"),
        row.getString("tenant"),
        row.getString("services"),
        rights(row.getString("rights")),
        row.getLong("created_millis"),
        row.getLong("expires_millis"),
        row.getLong("used_millis"),
        row.getLong("revoked_millis"));
  }

  private static Set<Right> rights(String words) {
    List<String> given = Arrays.asList(words.split(",", -1));
    return Arrays.stream(Right.values())
        .filter(right -> given.contains(right.word()))
        .collect(Collectors.toSet());
  }

  private static Map<String, UserAccount> users(Connection connection) throws SQLException {
    Map<String, UserAccount> users = new TreeMap<>();
    try (SqlStatement statement = SqlStatement.prepare(connection, "select_users");
        ResultSet row = statement.query()) {
      while (row.next()) {
        String name = row.getString("name");
        users.put(
            name,
            new UserAccount(
                name,
                row.getString("tenant"),
                role(row.getString("role")),
                row.getString("password_hash"),
                row.getLong("created_millis")));
      }
    }
    return Collections.unmodifiableMap(users);
  }

  private static Role role(String word) throws SQLException {
    return Arrays.stream(Role.values())
        .filter(role -> role.word().equals(word))
        .findFirst()
        .orElseThrow(() -> new SQLException("a user has the unknown role '" + word + "'"));
  }

  private static Map<String, LoginSession> sessions(Connection connection) throws SQLException {
    Map<String, LoginSession> sessions = new TreeMap<>();
    try (SqlStatement statement = SqlStatement.prepare(connection, "select_sessions");
        ResultSet row = statement.query()) {
      while (row.next()) {
        sessions.put(
            row.getString("hash"),
            new LoginSession(
                row.getString("user_name"),
                row.getLong("created_millis"),
                row.getLong("seen_millis")));
      }
    }
    return Collections.unmodifiableMap(sessions);
  }

  private static void insert(Connection connection, String hash, AccessToken token)
      throws SQLException {
    try (SqlStatement statement =
        SqlStatement.prepare(connection, "insert_token")
            .set("hash", hash)
            .set("id", token.id())
            .set("name", token.name())
            .set("tenant", token.tenant())
            .set("services", token.services())
            .set(
                "rights",
                token.rights().stream().sorted().map(Right::word).collect(Collectors.joining(",")))
            .set("created_millis", token.createdMillis())
            .set("expires_millis", token.expiresMillis())
            .set("used_millis", token.usedMillis())
            .set("revoked_millis", token.revokedMillis())) {
      statement.update();
    }
  }

  private static boolean insert(Connection connection, UserAccount user) throws SQLException {
    try (SqlStatement statement =
        SqlStatement.prepare(connection, "insert_user")
            .set("name", user.name())
            .set("tenant", user.tenant())
            .set("role", user.role().word())
            .set("password_hash", user.passwordHash())
            .set("created_millis", user.createdMillis())) {
      return statement.update() > 0;
    }
  }

  private static Optional<AccessToken> change(
      Connection connection, String tenant, String id, UnaryOperator<AccessToken> change)
      throws SQLException {
    Optional<AccessToken> before =
        tokens(connection).values().stream()
            .filter(token -> token.tenant().equals(tenant) && token.id().equals(id))
            .findFirst();
    if (before.isEmpty()) {
      return before;
    }
    AccessToken after = change.apply(before.get());
    try (SqlStatement statement =
        SqlStatement.prepare(connection, "update_token")
            .set("expires_millis", after.expiresMillis())
            .set("revoked_millis", after.revokedMillis())
            .set("id", id)) {
      statement.update();
    }
    return Optional.of(after);
  }

  private static boolean endSessions(Connection connection, String user) throws SQLException {
    try (SqlStatement statement =
        SqlStatement.prepare(connection, "delete_user_sessions").set("user_name", user)) {
      statement.update();
    }
    return true;
  }

  private static boolean touch(Connection connection, String sql, Map<String, Long> millis)
      throws SQLException {
    try (SqlStatement statement = SqlStatement.prepare(connection, sql)) {
      for (Map.Entry<String, Long> one : millis.entrySet()) {
        statement.set("hash", one.getKey()).set("millis", one.getValue()).update();
      }
    }
    return true;
  }

  private boolean log(Connection connection, AuditEntry entry) throws SQLException {
    try (SqlStatement statement =
        SqlStatement.prepare(connection, "insert_audit_entry")
            .set("at_millis", entry.atMillis())
            .set("tenant", entry.tenant())
            .set("who", entry.who())
            .set("address", entry.address())
            .set("action", entry.action())
            .set("detail", entry.detail())) {
      statement.update();
    }
    try (SqlStatement statement =
        SqlStatement.prepare(connection, "delete_audit_entries").set("kept", entriesKept)) {
      statement.update();
    }
    return true;
  }
}
