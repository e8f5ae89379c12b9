package io.tandemprofiler.collector.store;

import io.tandemprofiler.model.Producer;
import io.tandemprofiler.wire.ConfigurationCodec;
import io.tandemprofiler.wire.RefusedException;
import java.io.File;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Hot rows and the catalog in one SQLite file, in WAL mode, synced at every commit. */
final class SqliteHotStore implements HotStore {
  /** Its name in the data folder. */
  static final String FILE = "profiles.sqlite";

  private static final int READERS = 4;

  private final SqliteDatabase database;
  private final SqliteReaders readers;
  private final Object lock = new Object();
  private Connection connection; // null after a failure: the next change opens another
  private SqliteAppends appends;

  private SqliteHotStore(SqliteDatabase database) throws SQLException {
    this.database = database;
    open();
    readers = new SqliteReaders(database, READERS);
  }

  /**
   * Opens the database in {@code folder}, creating it where there is none.
   *
   * @throws StorageException where it cannot be read, or was written by a newer collector
   */
  static SqliteHotStore open(DataFolder folder) {
    return open(new SqliteDatabase(folder.file(FILE)));
  }

  /** Whether the database of {@code folder} was ever opened. */
  static boolean exists(DataFolder folder) {
    File file = folder.path().resolve(FILE).toFile();
    return file.length() > 0; // 0 also where there is none
  }

  static SqliteHotStore open(SqliteDatabase database) {
    try {
      return new SqliteHotStore(database);
    } catch (SQLException e) {
      throw new StorageException("open " + database.file() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public Set<Segment> append(List<SegmentAppend> batch) {
    return write(
        "append " + batch.stream().mapToInt(a -> a.rows().size()).sum() + " uploads",
        () -> appends.insert(batch));
  }

  @Override
  public List<Segment> segments(String tenant, String service) {
    return read(
        "select_segments",
        select -> select.set("tenant", tenant).set("service", service),
        row ->
            new Segment(
                row.getString("tenant"),
                row.getString("service"),
                row.getLong("hour_millis"),
                row.getString("name")));
  }

  /** The rows first: what they need of the dictionary is there by then. */
  @Override
  public SegmentContent read(Segment segment) {
    List<HotRow> rows =
        read(
            "select_hot_rows",
            select -> select.set("name", segment.name()),
            row ->
                new HotRow(
                    row.getBytes("profile_id"),
                    row.getLong("start_millis"),
                    row.getLong("duration_millis"),
                    Long.MAX_VALUE,
                    producer(row.getBytes("description")),
                    row.getLong("series"),
                    row.getBytes("body")));
    List<byte[]> dictionary =
        read(
            "select_dictionary",
            select -> select.set("name", segment.name()),
            row -> row.getBytes("content"));
    return new SegmentContent(dictionary, rows);
  }

  @Override
  public List<ProducerActivity> producers(Segment segment, long fromMillis, long toMillis) {
    return read(
        "select_segment_producers",
        select ->
            select
                .set("name", segment.name())
                .set("from_millis", fromMillis)
                .set("to_millis", toMillis),
        row ->
            new ProducerActivity(
                producer(row.getBytes("description")),
                row.getLong("profiles"),
                row.getLong("first_millis"),
                row.getLong("last_millis"),
                Set.copyOf(SeriesSet.keys(row.getLong("series")))));
  }

  @Override
  public void seal(Segment segment) {
    write("seal a segment", () -> update("seal_segment", segment.name()));
  }

  @Override
  public void delete(Set<Segment> segments) {
    write(
        "delete segments",
        () -> {
          for (Segment segment : segments) {
            update("delete_hot_rows", segment.name());
            update("delete_dictionary", segment.name());
            update("delete_segment", segment.name());
          }
          return null;
        });
  }

  @Override
  public void forgetIds(long nowMillis) {
    write(
        "forget ids",
        () -> {
          try (SqlStatement delete = prepare("delete_remembered")) {
            delete.set("now_millis", nowMillis).update();
          }
          try (SqlStatement delete = prepare("delete_idle_producers")) {
            delete.update();
          }
          appends.forgetProducers();
          return null;
        });
  }

  @Override
  public Optional<Lease> lease(String holder, long nowMillis, long untilMillis) {
    return write(
        "take the lease",
        () -> {
          try (SqlStatement take = prepare("take_lease")) {
            take.set("holder", holder)
                .set("now_millis", nowMillis)
                .set("until_millis", untilMillis)
                .set("longest_millis", LONGEST_LEASE_MILLIS);
            if (take.update() == 0) {
              return Optional.empty();
            }
          }
          try (SqlStatement select = prepare("select_catalog");
              ResultSet row = select.query()) {
            row.next();
            return Optional.of(new Lease(holder, row.getLong("token"), untilMillis));
          }
        });
  }

  @Override
  public long generation() {
    return read("select_catalog", select -> select, row -> row.getLong("generation")).get(0);
  }

  @Override
  public List<StoredObject> objects(String tenant, String service) {
    return read(
        "select_objects",
        select -> select.set("tenant", tenant).set("service", service),
        row ->
            new StoredObject(
                row.getString("name"),
                row.getString("tenant"),
                row.getString("service"),
                Resolution.values()[row.getInt("resolution")],
                row.getLong("start_millis"),
                row.getLong("bytes"),
                row.getLong("profiles"),
                row.getLong("created_millis"),
                row.getInt("folded") != 0));
  }

  @Override
  public Map<Resolution, Long> objectBytes() {
    return read(
            "sum_object_bytes",
            select -> select,
            row -> Map.entry(Resolution.values()[row.getInt("resolution")], row.getLong("bytes")))
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @Override
  public Set<String> closed() {
    return Set.copyOf(
        read("select_closed_segments", select -> select, row -> row.getString("name")));
  }

  @Override
  public boolean publish(Lease lease, long nowMillis, long generation, Publication publication) {
    return write(
        "publish",
        () -> {
          try (SqlStatement advance = prepare("advance_catalog")) {
            advance
                .set("generation", generation)
                .set("token", lease.token())
                .set("now_millis", nowMillis);
            if (advance.update() == 0) {
              return false;
            }
          }
          change(publication, nowMillis);
          return true;
        });
  }

  @Override
  public List<String> removed(long beforeMillis) {
    return read(
        "select_removed_objects",
        select -> select.set("before_millis", beforeMillis),
        row -> row.getString("name"));
  }

  @Override
  public void forgetRemoved(List<String> names, long beforeMillis) {
    write(
        "forget removed objects",
        () -> {
          for (String name : names) {
            update("delete_object", name);
          }
          try (SqlStatement delete = prepare("delete_closed_segments")) {
            delete.set("before_millis", beforeMillis).update();
          }
          return null;
        });
  }

  @Override
  public void close() {
    synchronized (lock) {
      try {
        readers.close();
        closeConnection(); // the last to be closed leaves no log behind
      } catch (SQLException e) {
        throw new StorageException("close " + database.file(), e);
      }
    }
  }

  private void change(Publication publication, long nowMillis) throws SQLException {
    for (StoredObject object : publication.added()) {
      try (SqlStatement insert = prepare("insert_object")) {
        insert
            .set("name", object.name())
            .set("tenant", object.tenant())
            .set("service", object.service())
            .set("resolution", object.resolution().ordinal())
            .set("start_millis", object.startMillis())
            .set("bytes", object.bytes())
            .set("profiles", object.profiles())
            .set("created_millis", object.createdMillis())
            .set("folded", object.folded() ? 1 : 0)
            .update();
      }
    }
    for (String name : publication.removed()) {
      try (SqlStatement remove = prepare("remove_object")) {
        remove.set("name", name).set("now_millis", nowMillis).update();
      }
    }
    for (String name : publication.folded()) {
      update("fold_object", name);
    }
    for (Segment segment : publication.closed()) {
      try (SqlStatement insert = prepare("insert_closed_segment")) {
        insert.set("name", segment.name()).set("closed_millis", nowMillis).update();
      }
    }
  }

  /** Runs and commits; after a failure nothing of it is stored. */
  private <T> T write(String what, Change<T> change) {
    synchronized (lock) {
      try {
        if (connection == null) {
          open();
        }
        SqliteDatabase.begin(connection);
        T result = change.make();
        SqliteDatabase.commit(connection);
        return result;
      } catch (SQLException | RuntimeException | Error e) {
        StorageException failure =
            new StorageException(what + " in " + database.file() + ": " + e.getMessage(), e);
        try {
          closeConnection();
        } catch (SQLException suppressed) {
          failure.addSuppressed(suppressed);
        }
        throw failure;
      }
    }
  }

  private <T> List<T> read(String query, Parameters parameters, Reading<T> reading) {
    return readers.read(
        query + " in " + database.file(),
        reader -> {
          List<T> rows = new ArrayList<>();
          try (SqlStatement select = SqlStatement.prepare(reader, query);
              ResultSet row = parameters.set(select).query()) {
            while (row.next()) {
              rows.add(reading.of(row));
            }
          }
          return rows;
        });
  }

  private SqlStatement prepare(String name) throws SQLException {
    return SqlStatement.prepare(connection, name);
  }

  private int update(String statement, String name) throws SQLException {
    try (SqlStatement prepared = prepare(statement)) {
      return prepared.set("name", name).update();
    }
  }

  private void open() throws SQLException {
    connection = database.openForWriting();
    appends = new SqliteAppends(connection);
  }

  private void closeConnection() throws SQLException {
    Connection last = connection;
    connection = null;
    if (last != null) {
      last.close();
    }
  }

  private static Producer producer(byte[] description) {
    try {
      return ConfigurationCodec.readRequest(description);
    } catch (RefusedException e) {
      throw new StorageException("a stored producer breaks " + e.getMessage(), e);
    }
  }

  private interface Change<T> {
    T make() throws SQLException;
  }

  private interface Parameters {
    SqlStatement set(SqlStatement select) throws SQLException;
  }

  private interface Reading<T> {
    T of(ResultSet row) throws SQLException;
  }
}
