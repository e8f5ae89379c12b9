package io.tandemprofiler.collector.store;

import io.tandemprofiler.collector.store.HotStore.SegmentAppend;
import io.tandemprofiler.model.Producer;
import io.tandemprofiler.wire.ConfigurationCodec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Inserts what is appended to segments. One thread at a time; whoever uses it commits. */
final class SqliteAppends {
  /** Producers whose row is known to be there: enough for every live process of a large fleet. */
  private static final int KNOWN_PRODUCERS = 20_000;

  private final PreparedStatement selectChanges;
  private final SqlStatement insertSegment;
  private final SqlStatement selectSegment;
  private final SqlStatement insertDictionary;
  private final SqlStatement insertRemembered;
  private final SqlStatement insertHotRow;
  private final SqlStatement insertProducer;
  private final SqlStatement selectProducerId;
  private long lastChanges;
  private final Map<Owner, Long> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Owner, Long> eldest) {
          return size() > KNOWN_PRODUCERS;
        }
      };

  SqliteAppends(Connection connection) throws SQLException {
    selectChanges = connection.prepareStatement("PRAGMA data_version");
    insertSegment = SqlStatement.prepare(connection, "insert_segment");
    selectSegment = SqlStatement.prepare(connection, "select_segment");
    insertDictionary = SqlStatement.prepare(connection, "insert_dictionary");
    insertRemembered = SqlStatement.prepare(connection, "insert_remembered");
    insertHotRow = SqlStatement.prepare(connection, "insert_hot_row");
    insertProducer = SqlStatement.prepare(connection, "insert_producer");
    selectProducerId = SqlStatement.prepare(connection, "select_producer_id");
  }

  /** The segments that are sealed or deleted, to which nothing was appended. */
  Set<Segment> insert(List<SegmentAppend> appends) throws SQLException {
    if (changesOfOthers() != lastChanges) {
      lastChanges = changesOfOthers();
      known.clear(); // they may have forgotten producers
    }
    Set<Segment> sealed = new HashSet<>();
    for (SegmentAppend append : appends) {
      if (!insert(append)) {
        sealed.add(append.segment());
      }
    }
    return sealed;
  }

  /** Forgets producers: rows that nothing refers to were deleted. */
  void forgetProducers() {
    known.clear();
  }

  /** Another number after every commit of another connection. */
  private long changesOfOthers() throws SQLException {
    try (ResultSet row = selectChanges.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  private boolean insert(SegmentAppend append) throws SQLException {
    Segment segment = append.segment();
    if (append.begins()) {
      insertSegment
          .set("name", segment.name())
          .set("tenant", segment.tenant())
          .set("service", segment.service())
          .set("hour_millis", segment.hourMillis())
          .update();
    }
    long segmentId;
    try (ResultSet row = selectSegment.set("name", segment.name()).query()) {
      if (!row.next() || row.getInt("sealed") != 0) {
        return false;
      }
      segmentId = row.getLong("segment_id");
    }
    if (append.dictionary().length > 0) {
      insertDictionary.set("segment_id", segmentId).set("content", append.dictionary()).update();
    }
    for (HotRow row : append.rows()) {
      insert(segment, segmentId, row);
    }
    return true;
  }

  private void insert(Segment segment, long segmentId, HotRow row) throws SQLException {
    int isNew =
        insertRemembered
            .set("tenant", segment.tenant())
            .set("service", segment.service())
            .set("profile_id", row.profileId())
            .set("until_millis", row.rememberedMillis())
            .update();
    if (isNew > 0) {
      insertHotRow
          .set("segment_id", segmentId)
          .set("producer_id", producerId(new Owner(segment.tenant(), row.producer())))
          .set("start_millis", row.startMillis())
          .set("duration_millis", row.durationMillis())
          .set("series", row.series())
          .set("profile_id", row.profileId())
          .set("body", row.body())
          .update();
    }
  }

  private long producerId(Owner owner) throws SQLException {
    Long id = known.get(owner);
    if (id == null) {
      id = insertOrFind(owner);
      known.put(owner, id);
    }
    return id;
  }

  private long insertOrFind(Owner owner) throws SQLException {
    byte[] description = ConfigurationCodec.writeRequest(owner.producer());
    insertProducer
        .set("tenant", owner.tenant())
        .set("service", owner.producer().service())
        .set("description", description)
        .update();
    selectProducerId
        .set("tenant", owner.tenant())
        .set("service", owner.producer().service())
        .set("description", description);
    try (ResultSet row = selectProducerId.query()) {
      row.next();
      return row.getLong("producer_id");
    }
  }

  private record Owner(String tenant, Producer producer) {}
}
