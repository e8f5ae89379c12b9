package io.tandemprofiler.collector.store;

import io.tandemprofiler.model.Label;
import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.Series;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.Upload;
import io.tandemprofiler.wire.ConfigurationCodec;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes batches of uploads, each in one durable commit. One thread alone touches it. */
final class SqliteWriter implements AutoCloseable {
  /** Producers whose row is known to be there: enough for every live process of a large fleet. */
  private static final int KNOWN_PRODUCERS = 20_000;

  private final Connection connection;
  private final SqlStatement insertProducer;
  private final SqlStatement selectProducerId;
  private final SqlStatement insertProducerLabel;
  private final SqlStatement insertProducerSeries;
  private final SqlStatement insertProfile;
  private final Map<Owner, Known> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Owner, Known> eldest) {
          return size() > KNOWN_PRODUCERS;
        }
      };

  private SqliteWriter(Connection connection) throws SQLException {
    this.connection = connection;
    insertProducer = SqlStatement.prepare(connection, "insert_producer");
    selectProducerId = SqlStatement.prepare(connection, "select_producer_id");
    insertProducerLabel = SqlStatement.prepare(connection, "insert_producer_label");
    insertProducerSeries = SqlStatement.prepare(connection, "insert_producer_series");
    insertProfile = SqlStatement.prepare(connection, "insert_profile");
  }

  /** Opens a connection of its own. */
  static SqliteWriter open(SqliteDatabase database) throws SQLException {
    return new SqliteWriter(database.openForWriting());
  }

  /**
   * Durable on return. After an exception nothing of the batch is stored once this is closed, and
   * it is good for nothing else.
   */
  void write(List<Append> batch) throws SQLException {
    for (Append append : batch) {
      insert(append);
    }
    connection.commit();
  }

  /** Forgets what was not committed. */
  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private void insert(Append append) throws SQLException {
    Upload upload = append.upload();
    Known producer = known(new Owner(append.tenant(), upload.producer()));
    int inserted =
        insertProfile
            .set("tenant", append.tenant())
            .set("service", upload.producer().service())
            .set("start_millis", upload.profile().window().startMillis())
            .set("duration_millis", upload.profile().window().durationMillis())
            .set("profile_id", upload.profileId())
            .set("producer_id", producer.id())
            .set("body", append.body())
            .update();
    if (inserted > 0) {
      for (Series series : upload.profile().series()) {
        insertSeries(producer, series.key());
      }
    }
  }

  private void insertSeries(Known producer, SeriesKey key) throws SQLException {
    if (producer.series().add(key)) {
      insertProducerSeries
          .set("producer_id", producer.id())
          .set("measure", key.measure().ordinal())
          .set("state", key.state().ordinal())
          .update();
    }
  }

  private Known known(Owner owner) throws SQLException {
    Known producer = known.get(owner);
    if (producer == null) {
      producer = new Known(insertOrFind(owner), new HashSet<>());
      known.put(owner, producer);
    }
    return producer;
  }

  private long insertOrFind(Owner owner) throws SQLException {
    Producer producer = owner.producer();
    byte[] description = ConfigurationCodec.writeRequest(producer);
    boolean isNew =
        insertProducer
                .set("tenant", owner.tenant())
                .set("service", producer.service())
                .set("description", description)
                .update()
            > 0;
    long id = find(owner, description);
    if (isNew) {
      for (Label label : producer.labels()) {
        insertProducerLabel
            .set("producer_id", id)
            .set("name", label.name())
            .set("value", label.value())
            .update();
      }
    }
    return id;
  }

  private long find(Owner owner, byte[] description) throws SQLException {
    selectProducerId
        .set("tenant", owner.tenant())
        .set("service", owner.producer().service())
        .set("description", description);
    try (ResultSet row = selectProducerId.query()) {
      row.next();
      return row.getLong("producer_id");
    }
  }

  /** An upload on its way: {@code body} is what the row will hold. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Append(String tenant, Upload upload, byte[] body) {}

  private record Owner(String tenant, Producer producer) {}

  private record Known(long id, Set<SeriesKey> series) {}
}
