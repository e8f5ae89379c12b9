package io.tandemprofiler.collector.store;

import static io.tandemprofiler.collector.Uploads.upload;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.tandemprofiler.collector.Uploads;
import io.tandemprofiler.model.Upload;
import io.tandemprofiler.wire.UploadWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data of version 0.1.0: whole uploads, compressed with zstd, in one table. */
final class OldProfilesTest {
  private static final int PROFILES = 200; // more than are moved at once
  private static final long HOUR = 3_600_000;

  @TempDir private Path folder;

  @Test
  void open_keepsEveryProfileOfVersion010() throws SQLException {
    List<Uploads> uploads = new ArrayList<>();
    for (int i = 0; i < PROFILES; i++) {
      uploads.add(
          upload(i)
              .at(HOUR + i * 90_000L)
              .service(i % 3 == 0 ? "other" : "shop")
              .instance("i" + i % 7)
              .label("version", String.valueOf(i % 5))
              .cpu(600, "main;parse 2", "main;work" + i % 11 + " 1"));
    }
    try (DataFolder held = DataFolder.hold(folder)) {
      storeAs010(held, uploads);
      try (ProfileStore store = open(held)) {
        requireAll(store, uploads);
      }
      try (ProfileStore store = open(held)) {
        requireAll(store, uploads);
        // an id that was stored by 0.1.0 is still stored once
        Uploads again = uploads.get(1);
        store.append("default", again.build(), again.bytes()).join();
        requireAll(store, uploads);
      }
    }
  }

  @Test
  void open_goesOnWhereACrashEndedIt() throws SQLException {
    List<Uploads> uploads =
        List.of(upload(1).cpu(1, "main 1"), upload(2).cpu(1, "main 1"), upload(3).cpu(1, "run 1"));
    try (DataFolder held = DataFolder.hold(folder)) {
      storeAs010(held, uploads);
      try (Connection connection = connect(held);
          Statement statement = connection.createStatement()) {
        // The crash came after the first of several commits.
        statement.executeUpdate(SqlStatement.text("schema/002.sql"));
        statement.executeUpdate("PRAGMA user_version = 2");
      }
      try (ProfileStore store = open(held)) {
        requireAll(store, uploads);
      }
    }
  }

  @Test
  void open_isNotHeldUpByADamagedProfile() throws SQLException {
    List<Uploads> uploads = List.of(upload(1).cpu(1, "main 1"), upload(2).cpu(1, "main 1"));
    try (DataFolder held = DataFolder.hold(folder)) {
      storeAs010(held, uploads);
      try (Connection connection = connect(held);
          Statement statement = connection.createStatement()) {
        statement.executeUpdate("UPDATE profile SET body = x'00' WHERE rowid = 1");
      }
      try (ProfileStore store = open(held)) {
        requireAll(store, uploads.subList(1, 2));
      }
    }
  }

  private static void requireAll(ProfileStore store, List<Uploads> uploads) {
    for (String service : List.of("shop", "other")) {
      List<String> found = new ArrayList<>();
      store.visit(
          new ProfileSelection("default", service, 0, Long.MAX_VALUE, Map.of()),
          upload -> found.add(Arrays.toString(UploadWriter.write(upload))));
      assertThat(found)
          .containsExactlyElementsOf(
              uploads.stream()
                  .filter(one -> one.build().producer().service().equals(service))
                  .map(one -> Arrays.toString(one.bytes()))
                  .toList());
    }
  }

  private static void storeAs010(DataFolder folder, List<Uploads> uploads) throws SQLException {
    try (Connection connection = connect(folder);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(SqlStatement.text("schema/001.sql"));
      statement.executeUpdate("PRAGMA user_version = 1");
      try (PreparedStatement producer =
              connection.prepareStatement("INSERT INTO producer VALUES (?, 'default', ?, ?)");
          PreparedStatement profile =
              connection.prepareStatement(
                  "INSERT INTO profile VALUES ('default', ?, ?, ?, ?, ?, ?)")) {
        for (int i = 0; i < uploads.size(); i++) {
          Upload upload = uploads.get(i).build();
          producer.setInt(1, i);
          producer.setString(2, upload.producer().service());
          producer.setBytes(
              3, (i + "").getBytes(StandardCharsets.UTF_8)); // nothing reads it any more
          producer.executeUpdate();
          profile.setString(1, upload.producer().service());
          profile.setLong(2, upload.profile().window().startMillis());
          profile.setLong(3, upload.profile().window().durationMillis());
          profile.setBytes(4, upload.profileId());
          profile.setInt(5, i);
          profile.setBytes(6, Zstd.compress(uploads.get(i).bytes(), 1));
          profile.executeUpdate();
        }
      }
    }
  }

  private static Connection connect(DataFolder folder) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + folder.path().resolve("profiles.sqlite"));
  }

  private static LayeredProfileStore open(DataFolder held) {
    return LayeredProfileStore.open(Stores.open(held), new TurnedClock(HOUR), 1 << 20);
  }
}
