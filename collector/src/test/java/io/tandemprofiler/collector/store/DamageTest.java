package io.tandemprofiler.collector.store;

import static io.tandemprofiler.collector.Uploads.upload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandemprofiler.collector.Uploads;
import io.tandemprofiler.collector.query.Order;
import io.tandemprofiler.collector.query.TopLines;
import io.tandemprofiler.model.Measure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What disks do. */
final class DamageTest {
  private static final long HOUR = 3_600_000;
  private static final int DISK_PAGES = 40;

  @TempDir private Path folder;
  private final TurnedClock clock = new TurnedClock(24 * HOUR);
  private DataFolder data;
  private Stores stores;
  private LayeredProfileStore store;

  @BeforeEach
  void open() {
    data = DataFolder.hold(folder);
    stores = Stores.open(data);
    store = LayeredProfileStore.open(stores, clock, 1 << 20);
  }

  @AfterEach
  void close() {
    store.close();
    data.close();
  }

  @Test
  void flippedBit_isFoundWhereverItIsAndTheRestServed() throws IOException {
    append(upload(1).at(24 * HOUR).cpu(600, "main;parse 2"));
    append(upload(2).at(25 * HOUR).cpu(600, "main;parse 2"));
    clock.turn(Duration.ofHours(3));
    new Upkeep(stores, clock, Retention.DEFAULT).run(false, step -> {});
    StoredObject damaged =
        stores.hot().objects(null, null).stream()
            .filter(o -> o.resolution() == Resolution.PROFILE && o.startMillis() == 24 * HOUR)
            .findFirst()
            .orElseThrow();
    Path file = folder.resolve("objects").resolve(damaged.name());
    byte[] whole = Files.readAllBytes(file);
    for (int at = 0; at < whole.length; at++) {
      byte[] flipped = whole.clone();
      flipped[at] ^= (byte) (1 << at % 8);
      Files.write(file, flipped);
      assertThatThrownBy(
              () -> BlockFile.open(stores.blocks(), damaged.name(), damaged.bytes()).verify())
          .as("byte %d", at)
          .isInstanceOf(StorageException.class)
          .hasMessageContaining(damaged.name());
      assertThat(ids()).contains(2L);
    }
    Files.write(file, whole);
    assertThat(ids()).containsExactly(1L, 2L);
  }

  @Test
  void row_thatIsDamagedIsLeftOutAndStays() throws SQLException {
    append(upload(1).at(24 * HOUR).cpu(600, "main;parse 2"));
    append(upload(2).at(24 * HOUR).cpu(600, "main;parse 2"));
    sql("UPDATE hot_row SET body = substr(body, 1, length(body) - 1) WHERE hot_row_id = 1");
    assertThat(ids()).containsExactly(2L);
    clock.turn(Duration.ofHours(3));
    new Upkeep(stores, clock, Retention.DEFAULT).run(false, step -> {});
    assertThat(ids()).containsExactly(2L);
    assertThat(stores.hot().segments(null, null)).hasSize(1);
  }

  @Test
  void columnsThatAreDamaged_areLeftOutOfLines() throws IOException {
    append(upload(1).at(24 * HOUR).cpu(600, "main:1;parse:7 2"));
    clock.turn(Duration.ofHours(3));
    new Upkeep(stores, clock, Retention.DEFAULT).run(false, step -> {});
    append(upload(2).at(24 * HOUR + 1).cpu(300, "main:1;lex:3 2"));
    ProfileSelection minute =
        new ProfileSelection("default", "shop", 24 * HOUR, 24 * HOUR + 60_000, Map.of());
    Path file = file(Resolution.PROFILE);
    byte[] whole = Files.readAllBytes(file);
    double least = Double.MAX_VALUE;
    for (int at = 0; at < whole.length; at++) {
      byte[] flipped = whole.clone();
      flipped[at] ^= 1;
      Files.write(file, flipped);
      TopLines top = TopLines.find(store, minute, Measure.CPU_TIME, Order.SELF, 9);
      assertThat(top.total()).as("byte %d", at).isIn(300.0, 900.0);
      least = Math.min(least, top.total());
    }
    assertThat(least).isEqualTo(300);
  }

  @Test
  void serviceThatIsDamaged_holdsUpNoOther() throws SQLException {
    append(upload(1).at(24 * HOUR).service("another").instance("a").cpu(600, "main;parse 2"));
    append(upload(2).at(24 * HOUR).instance("b").cpu(600, "main;parse 2"));
    sql("UPDATE producer SET description = x'00' WHERE service = 'another'");
    clock.turn(Duration.ofHours(3));
    Retention none = new Retention(Duration.ZERO, Duration.ZERO, Duration.ZERO, Long.MAX_VALUE);
    assertThatThrownBy(() -> new Upkeep(stores, clock, Retention.DEFAULT).run(false, step -> {}))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("a stored producer breaks");
    assertThat(stores.hot().segments(null, null)).extracting("service").containsExactly("another");
    assertThat(ids()).containsExactly(2L);
    clock.turn(Duration.ofDays(3));
    assertThatThrownBy(() -> new Upkeep(stores, clock, none).run(false, step -> {}))
        .isInstanceOf(StorageException.class);
    assertThat(stores.hot().objects(null, null)).as("expiry went on").isEmpty();
  }

  @Test
  void sumThatIsDamaged_isReplacedByItsProfiles() throws IOException {
    append(upload(1).at(24 * HOUR).cpu(600, "main;parse 2"));
    append(upload(2).at(24 * HOUR + 1).cpu(600, "main;parse 2"));
    clock.turn(Duration.ofHours(3));
    new Upkeep(stores, clock, Retention.DEFAULT).run(false, step -> {});
    Path file = file(Resolution.HOUR);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, new byte[whole.length]);
    assertThat(store.producers("default", 0, Long.MAX_VALUE)).isEmpty();
    List<Resolution> found = new ArrayList<>();
    store.scan(
        new ProfileSelection("default", "shop", 0, Long.MAX_VALUE, Map.of()),
        Resolution.HOUR,
        block -> block.rows().forEach(row -> found.add(block.resolution())));
    assertThat(found).containsExactly(Resolution.PROFILE, Resolution.PROFILE);
    Files.write(file, whole);
    assertThat(store.producers("default", 0, Long.MAX_VALUE)).as("found again").hasSize(1);
  }

  @Test
  void catalogThatIsLost_keepsItsObjects() throws IOException {
    append(upload(1).at(24 * HOUR).cpu(600, "main;parse 2"));
    clock.turn(Duration.ofHours(3));
    new Upkeep(stores, clock, Retention.DEFAULT).run(false, step -> {});
    store.close();
    Path catalog = folder.resolve("profiles.sqlite");
    Path away = folder.resolve("away");
    Files.move(catalog, away);
    assertThatThrownBy(() -> Stores.open(data))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("has 2 objects and no profiles.sqlite");
    Files.move(away, catalog);
    stores = Stores.open(data);
    store = LayeredProfileStore.open(stores, clock, 1 << 20);
    assertThat(ids()).containsExactly(1L);
  }

  @Test
  void fullDisk_refusesUploadsAndRecoversByItself() {
    store.close();
    stores =
        new Stores(
            SqliteHotStore.open(new SqliteDatabase(folder.resolve("profiles.sqlite"), DISK_PAGES)),
            stores.blocks());
    store = LayeredProfileStore.open(stores, clock, 1 << 20);
    List<Long> stored = new ArrayList<>();
    assertThatThrownBy(() -> fill(stored))
        .isInstanceOf(CompletionException.class)
        .hasMessageContaining("full")
        .satisfies(e -> assertThat(((StorageException) e.getCause()).isDiskFull()).isTrue());
    assertThat(stored).isNotEmpty();
    assertThat(ids()).as("reading goes on").isEqualTo(stored);

    clock.turn(Duration.ofHours(3));
    new Upkeep(stores, clock, Retention.DEFAULT).run(false, step -> {}); // makes room
    append(large(5000));
    stored.add(5000L);
    assertThat(ids()).isEqualTo(stored);
  }

  private Path file(Resolution resolution) {
    return stores.hot().objects(null, null).stream()
        .filter(object -> object.resolution() == resolution)
        .map(object -> folder.resolve("objects").resolve(object.name()))
        .findFirst()
        .orElseThrow();
  }

  private void fill(List<Long> stored) {
    for (long id = 1; ; id++) {
      append(large(id));
      stored.add(id);
    }
  }

  private static Uploads large(long id) {
    String[] stacks = new String[200];
    for (int i = 0; i < stacks.length; i++) {
      stacks[i] = "main;parse" + id + ";work" + i + " " + (1 + i);
    }
    return upload(id).at(24 * HOUR + id).cpu(600, stacks);
  }

  private void append(Uploads upload) {
    store.append("default", upload.build(), upload.bytes()).join();
  }

  private List<Long> ids() {
    List<Long> ids = new ArrayList<>();
    store.visit(
        new ProfileSelection("default", "shop", 0, Long.MAX_VALUE, Map.of()),
        upload -> ids.add(Uploads.id(upload)));
    return ids;
  }

  private void sql(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("profiles.sqlite"));
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }
}
