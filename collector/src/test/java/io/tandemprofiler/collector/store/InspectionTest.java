package io.tandemprofiler.collector.store;

import static io.tandemprofiler.collector.Uploads.upload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandemprofiler.collector.Uploads;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InspectionTest {
  private static final long HOUR = 3_600_000;

  @TempDir private Path folder;
  private final TurnedClock clock = new TurnedClock(20_000 * 24 * HOUR);
  private DataFolder data;
  private Stores stores;
  private LayeredProfileStore store;
  private Upkeep upkeep;

  /** Two objects of one hour. */
  @BeforeEach
  void open() {
    data = DataFolder.hold(folder.resolve("data"));
    stores = Stores.open(data);
    store = LayeredProfileStore.open(stores, clock, 1 << 20);
    upkeep = new Upkeep(stores, clock, Retention.DEFAULT);
    Uploads one = upload(1).at(clock.millis()).cpu(10, "main;work 1");
    store.append("default", one.build(), one.bytes()).join();
    clock.turn(Duration.ofHours(2));
    upkeep.run(false, step -> {});
  }

  @AfterEach
  void close() {
    upkeep.close();
    store.close();
    data.close();
  }

  @Test
  void copy_thatIsInterruptedIsNoDataFolderAndGoesOn() {
    try (DataFolder copy = DataFolder.hold(folder.resolve("copy"))) {
      int[] steps = {0};
      assertThatThrownBy(
              () ->
                  Inspection.copy(
                      data.path(),
                      copy,
                      step -> {
                        if (steps[0]++ == 1) {
                          throw new StorageException("the disk is full", null);
                        }
                      }))
          .hasMessage("the disk is full");
      assertThatThrownBy(() -> Stores.open(copy)).hasMessageContaining("has 1 objects and no");
      Inspection.copy(data.path(), copy, step -> {});
      assertThat(copy.path().toFile().list())
          .containsExactlyInAnyOrder("lock", "objects", "profiles.sqlite");
      assertCopied(copy);
    }
  }

  @Test
  void copy_goesOnWhereUpkeepRemovedAnObjectMeanwhile() {
    StoredObject sum =
        stores.hot().objects(null, null).stream()
            .filter(object -> object.resolution() == Resolution.HOUR)
            .findFirst()
            .orElseThrow();
    try (DataFolder copy = DataFolder.hold(folder.resolve("copy"))) {
      Inspection.copy(data.path(), copy, step -> remove(sum));
      assertCopied(copy);
    }
  }

  @Test
  void copy_namesWhatIsListedAndGone() {
    StoredObject any = stores.hot().objects(null, null).get(0);
    stores.blocks().delete(any.name());
    try (DataFolder copy = DataFolder.hold(folder.resolve("copy"))) {
      assertThatThrownBy(() -> Inspection.copy(data.path(), copy, step -> {}))
          .hasMessage("object " + any.name() + " is gone");
    }
  }

  private void remove(StoredObject object) {
    long now = clock.millis();
    HotStore hot = stores.hot();
    upkeep.close();
    Lease lease = hot.lease("test", now, now + 1).orElseThrow();
    hot.publish(
        lease,
        now,
        hot.generation(),
        new Publication(List.of(), Set.of(object.name()), Set.of(), Set.of()));
    stores.blocks().delete(object.name());
  }

  private void assertCopied(DataFolder copy) {
    try (Stores copied = Stores.open(copy)) {
      List<StoredObject> objects = stores.hot().objects(null, null);
      assertThat(copied.hot().objects(null, null)).containsExactlyInAnyOrderElementsOf(objects);
      assertThat(new Inspection(copied).verify(step -> {})).isEmpty();
    }
  }
}
