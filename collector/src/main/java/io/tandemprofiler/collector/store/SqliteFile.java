package io.tandemprofiler.collector.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * A small database of its own beside the profiles, with one connection that callers take turns at.
 * Thread-safe.
 */
final class SqliteFile implements AutoCloseable {
  private static final int BUSY_MILLIS = 10_000;

  private final Path file;
  private final Object turn = new Object();
  private final Connection connection;

  private SqliteFile(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /**
   * Opens, or creates, a file of a folder, and brings its schema up to date.
   *
   * @param schema the files {@code schema/NAME-001.sql} and so on, as many as {@code version}
   * @throws StorageException where it cannot be, or a newer collector wrote it
   */
  static SqliteFile open(DataFolder folder, String name, String schema, int version) {
    return open(folder.file(name), schema, version);
  }

  /** As above, of a file that other processes may open meanwhile: they take turns, too. */
  static SqliteFile open(Path file, String schema, int version) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    config.setBusyTimeout(BUSY_MILLIS);
    try {
      Connection connection =
          DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
      migrate(connection, schema, version);
      return new SqliteFile(file, connection);
    } catch (SQLException e) {
      throw new StorageException("open " + file + ": " + e.getMessage(), e);
    }
  }

  /** What was done is committed, or where anything goes wrong none of it. */
  <T> T inTurn(String what, Work<T> work) {
    synchronized (turn) {
      try {
        SqliteDatabase.begin(connection); // what it reads is true until it is over
        T result = work.on(connection);
        SqliteDatabase.commit(connection);
        return result;
      } catch (SQLException | RuntimeException e) {
        StorageException failure =
            new StorageException(what + " in " + file + ": " + e.getMessage(), e);
        undo(failure);
        throw failure;
      } catch (Error e) { // as where there is no memory: whoever is next must not commit a part
        undo(e);
        throw e;
      }
    }
  }

  private void undo(Throwable failure) {
    try (Statement statement = connection.createStatement()) {
      statement.execute("ROLLBACK");
    } catch (SQLException again) {
      failure.addSuppressed(again);
    }
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

  private static void migrate(Connection connection, String schema, int version)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      SqliteDatabase.begin(connection);
      int found;
      try (ResultSet row = statement.executeQuery("PRAGMA user_version")) {
        found = row.getInt(1);
      }
      if (found > version) {
        throw new SQLException(
            String.format(
                "it has schema %d, this collector knows %d: it was written by a newer one",
                found, version));
      }
      for (int next = found + 1; next <= version; next++) {
        statement.executeUpdate(
            SqlStatement.text(String.format("schema/%s-%03d.sql", schema, next)));
        statement.executeUpdate("PRAGMA user_version = " + next);
      }
      SqliteDatabase.commit(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** What is done while it is the caller's turn. */
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }
}
