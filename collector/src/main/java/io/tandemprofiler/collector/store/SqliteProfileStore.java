package io.tandemprofiler.collector.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.Zstd;
import io.tandemprofiler.collector.store.SqliteWriter.Append;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.ThreadState;
import io.tandemprofiler.model.Upload;
import io.tandemprofiler.wire.ConfigurationCodec;
import io.tandemprofiler.wire.RefusedException;
import io.tandemprofiler.wire.UploadReader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Profiles in one SQLite file, in WAL mode, synced at every commit. Bodies stay encoded: nothing in
 * the file looks inside a profile.
 */
public final class SqliteProfileStore implements ProfileStore {
  private static final int ZSTD_LEVEL = 1; // 3 saves 4 % of the bytes for twice the time
  private static final int READERS = 4;

  private final SqliteReaders readers;
  private final GroupCommit commits;

  private SqliteProfileStore(SqliteReaders readers, GroupCommit commits) {
    this.readers = readers;
    this.commits = commits;
  }

  /**
   * Opens the database in {@code folder}, creating it where there is none.
   *
   * @throws StorageException where it cannot be read, or was written by a newer collector
   */
  public static SqliteProfileStore open(DataFolder folder) {
    SqliteDatabase database = new SqliteDatabase(folder.file("profiles.sqlite"));
    try {
      GroupCommit commits = new GroupCommit(database);
      return new SqliteProfileStore(new SqliteReaders(database, READERS), commits);
    } catch (SQLException e) {
      throw new StorageException("open " + database.file() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public CompletableFuture<Void> append(String tenant, Upload upload, byte[] bytes) {
    return commits.offer(new Append(tenant, upload, Zstd.compress(bytes, ZSTD_LEVEL)));
  }

  @Override
  public void scan(ProfileSelection selection, Resolution coarsest, Consumer<Block> visitor) {
    readers.read("select profiles", connection -> scan(connection, selection, visitor));
  }

  @Override
  public List<ProducerActivity> producers(String tenant, long fromMillis, long toMillis) {
    return readers.read(
        "select producers", connection -> producers(connection, tenant, fromMillis, toMillis));
  }

  @Override
  public void close() {
    commits.close();
    try {
      readers.close();
    } catch (SQLException e) {
      throw new StorageException("close readers", e);
    }
  }

  private static Void scan(
      Connection connection, ProfileSelection selection, Consumer<Block> visitor)
      throws SQLException {
    try (SqlStatement select = SqlStatement.prepare(connection, "select_profiles")) {
      select
          .set("tenant", selection.tenant())
          .set("service", selection.service())
          .set("from_millis", selection.fromMillis())
          .set("to_millis", selection.toMillis())
          .set("labels", json(selection.labels()));
      try (ResultSet row = select.query()) {
        while (row.next()) {
          visitor.accept(new UploadBlock(decode(row.getBytes("body"))));
        }
      }
    }
    return null;
  }

  private static List<ProducerActivity> producers(
      Connection connection, String tenant, long fromMillis, long toMillis) throws SQLException {
    Map<Long, Set<SeriesKey>> series = series(connection, tenant);
    List<ProducerActivity> producers = new ArrayList<>();
    try (SqlStatement select = SqlStatement.prepare(connection, "select_producers")) {
      select.set("tenant", tenant).set("from_millis", fromMillis).set("to_millis", toMillis);
      try (ResultSet row = select.query()) {
        while (row.next()) {
          producers.add(
              new ProducerActivity(
                  producer(row.getBytes("description")),
                  row.getLong("profiles"),
                  row.getLong("first_millis"),
                  row.getLong("last_millis"),
                  series.getOrDefault(row.getLong("producer_id"), Set.of())));
        }
      }
    }
    return producers;
  }

  private static Map<Long, Set<SeriesKey>> series(Connection connection, String tenant)
      throws SQLException {
    Map<Long, Set<SeriesKey>> series = new HashMap<>();
    try (SqlStatement select = SqlStatement.prepare(connection, "select_producer_series");
        ResultSet row = select.set("tenant", tenant).query()) {
      while (row.next()) {
        series
            .computeIfAbsent(row.getLong("producer_id"), id -> new HashSet<>())
            .add(
                new SeriesKey(
                    Measure.of(row.getInt("measure")), ThreadState.of(row.getInt("state"))));
      }
    }
    return series;
  }

  private static Upload decode(byte[] body) {
    byte[] bytes = Zstd.decompress(body, Math.toIntExact(Zstd.getFrameContentSize(body)));
    try {
      return UploadReader.read(bytes);
    } catch (RefusedException e) {
      throw new StorageException("a stored profile breaks " + e.getMessage(), e);
    }
  }

  private static Producer producer(byte[] description) {
    try {
      return ConfigurationCodec.readRequest(description);
    } catch (RefusedException e) {
      throw new StorageException("a stored producer breaks " + e.getMessage(), e);
    }
  }

  private static String json(Map<String, Set<String>> labels) {
    try {
      return new ObjectMapper().writeValueAsString(labels);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("labels " + labels, e);
    }
  }
}
