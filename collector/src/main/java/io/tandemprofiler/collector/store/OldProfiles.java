package io.tandemprofiler.collector.store;

import io.tandemprofiler.collector.store.HotStore.SegmentAppend;
import io.tandemprofiler.model.Upload;
import io.tandemprofiler.wire.RefusedException;
import io.tandemprofiler.wire.UploadReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes rows of segments of the profiles that version 0.1.0 stored whole. A few at a time, each
 * with the deletion of what it was in one commit: a crash loses none and doubles none.
 */
final class OldProfiles {
  private static final Logger LOG = LoggerFactory.getLogger(OldProfiles.class);

  private final SqliteAppends appends;
  private final String writer = UUID.randomUUID().toString();
  private final Map<String, OpenSegment> open = new LinkedHashMap<>();
  private long hourMillis;

  private OldProfiles(Connection connection) throws SQLException {
    appends = new SqliteAppends(connection);
  }

  static void move(Connection connection, Path file) throws SQLException {
    OldProfiles old = new OldProfiles(connection);
    long moved = 0;
    for (List<Old> some = select(connection); !some.isEmpty(); some = select(connection)) {
      if (moved == 0) {
        LOG.info("{} is of version 0.1.0: its profiles are brought into today's layout", file);
      }
      SqliteDatabase.begin(connection);
      old.append(some);
      try (SqlStatement delete = SqlStatement.prepare(connection, "delete_old_profile")) {
        for (Old profile : some) {
          delete.set("rowid", profile.rowId()).update();
        }
      }
      SqliteDatabase.commit(connection);
      moved += some.size();
    }
    if (moved > 0) {
      LOG.info("{}: {} profiles of version 0.1.0 were moved", file, moved);
    }
  }

  private void append(List<Old> some) throws SQLException {
    Map<OpenSegment, List<HotRow>> rows = new LinkedHashMap<>();
    for (Old profile : some) {
      if (profile.upload().isPresent()) {
        Upload upload = profile.upload().get();
        OpenSegment segment = segment(profile.tenant(), upload);
        long start = upload.profile().window().startMillis();
        rows.computeIfAbsent(segment, s -> new ArrayList<>())
            .add(segment.row(upload, start + Times.DAY));
      }
    }
    List<SegmentAppend> all = new ArrayList<>();
    rows.forEach((segment, added) -> all.add(segment.take(added)));
    appends.insert(all);
  }

  /** Profiles come by service and time: beyond its hour no dictionary is needed any more. */
  private OpenSegment segment(String tenant, Upload upload) {
    long hour = Times.hour(upload.profile().window().startMillis());
    if (hour != hourMillis) {
      open.clear();
      hourMillis = hour;
    }
    String service = upload.producer().service();
    return open.computeIfAbsent(
        tenant + '\0' + service,
        key ->
            new OpenSegment(new Segment(tenant, service, hour, writer + "-" + UUID.randomUUID())));
  }

  private static List<Old> select(Connection connection) throws SQLException {
    List<Old> some = new ArrayList<>();
    try (SqlStatement select = SqlStatement.prepare(connection, "select_old_profiles");
        ResultSet row = select.query()) {
      while (row.next()) {
        long rowId = row.getLong("rowid");
        some.add(new Old(rowId, row.getString("tenant"), decode(rowId, row.getBytes("body"))));
      }
    }
    return some;
  }

  /** Empty where it is damaged: then nobody can read it, and the others must not be held up. */
  private static Optional<Upload> decode(long rowId, byte[] body) {
    try {
      return Optional.of(UploadReader.read(Zstandard.inflate(body)));
    } catch (RefusedException | StorageException e) {
      LOG.error("profile {} of version 0.1.0 is lost: {}", rowId, e.getMessage());
      return Optional.empty();
    }
  }

  private record Old(long rowId, String tenant, Optional<Upload> upload) {}
}
