package io.tandemprofiler.collector.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/** Opens connections to the one database file and brings its schema up to date. */
final class SqliteDatabase {
  /** Before it drops the table of whole profiles, they are made rows of segments. */
  private static final int SCHEMA_WITHOUT_PROFILES = 3;

  /** How many numbered files lie in {@code schema/}. */
  private static final int SCHEMA_VERSION = 3;

  /** Bodies are tens of kilobytes: larger pages make fewer overflow pages. */
  private static final int PAGE_BYTES = 16384;

  private static final int BUSY_MILLIS = 10_000;

  private final Path file;
  private final int maxPages;

  SqliteDatabase(Path file) {
    this(file, Integer.MAX_VALUE);
  }

  /**
   * @param maxPages of {@link #PAGE_BYTES} that the file may have; beyond it, it is as a full disk
   */
  SqliteDatabase(Path file, int maxPages) {
    this.file = file;
    this.maxPages = maxPages;
  }

  /**
   * A connection for one writer at a time; creates the file and brings the schema up to date.
   * Changes are between {@link #begin} and {@link #commit}.
   */
  Connection openForWriting() throws SQLException {
    SQLiteConfig config = config();
    config.setPageSize(PAGE_BYTES);
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    Connection connection = connect(config);
    execute(connection, "PRAGMA max_page_count = " + maxPages);
    migrate(connection);
    return connection;
  }

  /** Begins what {@link #commit} ends, as the one writer of the file: waits for any other. */
  static void begin(Connection connection) throws SQLException {
    execute(connection, "BEGIN IMMEDIATE");
  }

  /** Durable on return. */
  static void commit(Connection connection) throws SQLException {
    execute(connection, "COMMIT");
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /**
   * Copies a database, which may be in use, as it is at one moment, for its owner alone; replaces
   * what was copied before, once it is whole.
   */
  static void copy(Path from, Path to) {
    if (Files.notExists(from)) {
      throw new StorageException("there is no " + from, null);
    }
    Path whole = to.resolveSibling(to.getFileName() + ".new");
    try {
      Files.deleteIfExists(whole);
      Files.createFile(whole, DataFolder.ownersAlone("rw-------")); // SQLite takes an empty file
      try (Connection connection = new SqliteDatabase(from).openForReading();
          PreparedStatement copy = connection.prepareStatement("VACUUM INTO ?")) {
        copy.setString(1, whole.toString());
        copy.execute();
      }
    } catch (SQLException | IOException e) {
      throw new StorageException("copy " + from + " to " + to + ": " + e.getMessage(), e);
    }
    move(whole, to);
  }

  /** Gives a database that nobody uses another name, and replaces what had that. */
  static void move(Path from, Path to) {
    try {
      for (String log : List.of("-wal", "-shm")) { // of the database that is replaced
        Files.deleteIfExists(to.resolveSibling(to.getFileName() + log));
      }
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new StorageException("move " + from + " to " + to + ": " + e, e);
    }
  }

  /** A connection for one reader at a time. The file must exist. */
  Connection openForReading() throws SQLException {
    SQLiteConfig config = config();
    config.setReadOnly(true);
    return connect(config);
  }

  Path file() {
    return file;
  }

  private static SQLiteConfig config() {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_MILLIS);
    config.enforceForeignKeys(true);
    return config;
  }

  private Connection connect(SQLiteConfig config) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
  }

  private void migrate(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      int version = version(statement);
      if (version > SCHEMA_VERSION) {
        throw new SQLException(
            file
                + " has schema "
                + version
                + ", this collector knows "
                + SCHEMA_VERSION
                + ": it was written by a newer one");
      }
      for (int next = version + 1; next <= SCHEMA_VERSION; next++) {
        if (next == SCHEMA_WITHOUT_PROFILES) {
          OldProfiles.move(connection, file); // also what a crash left of it
        }
        begin(connection);
        statement.executeUpdate(SqlStatement.text(String.format("schema/%03d.sql", next)));
        statement.executeUpdate("PRAGMA user_version = " + next);
        commit(connection);
      }
    }
  }

  private static int version(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("PRAGMA user_version")) {
      row.next();
      return row.getInt(1);
    }
  }
}
