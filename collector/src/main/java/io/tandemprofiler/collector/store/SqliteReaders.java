package io.tandemprofiler.collector.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** A few connections for readers, each lent to one at a time. Thread-safe. */
final class SqliteReaders implements AutoCloseable {
  private final BlockingQueue<Connection> idle;
  private final List<Connection> all;

  SqliteReaders(SqliteDatabase database, int connections) throws SQLException {
    idle = new ArrayBlockingQueue<>(connections);
    all = new ArrayList<>(connections);
    for (int i = 0; i < connections; i++) {
      all.add(database.openForReading());
    }
    idle.addAll(all);
  }

  /** Runs with a connection of its own, waiting for one where all are lent. */
  <T> T read(String what, Reading<T> reading) {
    Connection connection = borrow(what);
    try {
      return reading.with(connection);
    } catch (SQLException e) {
      throw new StorageException(what, e);
    } finally {
      idle.add(connection);
    }
  }

  /** Ends what is being read. */
  @Override
  public void close() throws SQLException {
    for (Connection connection : all) {
      connection.close();
    }
  }

  private Connection borrow(String what) {
    try {
      return idle.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageException(what + ": interrupted", e);
    }
  }

  /** What is done with a connection. */
  interface Reading<T> {
    T with(Connection connection) throws SQLException;
  }
}
