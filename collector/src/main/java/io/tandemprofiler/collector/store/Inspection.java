package io.tandemprofiler.collector.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Looks through all that is stored, and copies it. */
public final class Inspection {
  private final Stores stores;

  public Inspection(Stores stores) {
    this.stores = stores;
  }

  /**
   * Reads everything.
   *
   * @param progress is told of each object and segment
   * @return a line for each that is damaged, naming it; empty where all is whole
   */
  public List<String> verify(Consumer<String> progress) {
    List<String> damage = new ArrayList<>();
    for (Segment segment : stores.hot().segments(null, null)) {
      progress.accept("segment " + segment.name());
      HotBlock.of(
          stores.hot().read(segment),
          row -> true,
          what -> damage.add("segment " + segment.name() + ": " + what));
    }
    for (StoredObject object : stores.hot().objects(null, null)) {
      progress.accept("object " + object.name());
      try {
        BlockFile.open(stores.blocks(), object.name(), object.bytes()).verify();
      } catch (StorageException e) {
        damage.add(e.getMessage());
      }
    }
    return damage;
  }

  /** What there is of each resolution; those of which there is nothing are left out. */
  public Map<Resolution, Amount> objects() {
    Map<Resolution, Amount> amounts = new TreeMap<>();
    for (StoredObject object : stores.hot().objects(null, null)) {
      amounts.merge(
          object.resolution(),
          new Amount(1, object.profiles(), object.bytes(), object.startMillis()),
          Amount::plus);
    }
    return amounts;
  }

  /** How many profiles lie in segments, whose hour was not closed yet. */
  public long rows() {
    return stores.hot().segments(null, null).stream()
        .flatMap(segment -> stores.hot().producers(segment, 0, Long.MAX_VALUE).stream())
        .mapToLong(ProducerActivity::profiles)
        .sum();
  }

  /**
   * Copies the data of a folder, which may be in use, into another; objects that are there already
   * are not copied again. The catalog is put in its place last: what is left of a copy that was
   * interrupted is no data folder, or the older copy as it was, and can be copied into again.
   *
   * @param to a folder with nothing in it, or an older copy of the same data
   * @throws StorageException where that fails
   */
  public static void copy(Path from, DataFolder to, Consumer<String> progress) {
    for (String name :
        List.of(SqliteAgentSettingsStore.FILE, SqliteFindingStore.FILE, SqliteAccessStore.FILE)) {
      Path file = from.resolve(name);
      if (Files.exists(file)) {
        SqliteDatabase.copy(file, to.path().resolve(name));
      }
    }
    Path catalog = to.path().resolve(SqliteHotStore.FILE + ".copy");
    Optional<String> gone = Optional.empty();
    do { // upkeep may remove an object in between: then a later catalog lists it no more
      SqliteDatabase.copy(from.resolve(SqliteHotStore.FILE), catalog);
      Optional<String> missing = copyObjects(catalog, from, to, progress);
      if (missing.isPresent() && missing.equals(gone)) {
        throw new StorageException("object " + missing.get() + " is gone", null);
      }
      gone = missing;
    } while (gone.isPresent());
    SqliteDatabase.move(catalog, to.path().resolve(SqliteHotStore.FILE));
  }

  /** The first object of a catalog that is not there; empty where all were copied. */
  private static Optional<String> copyObjects(
      Path catalog, Path from, DataFolder to, Consumer<String> progress) {
    BlockStore source = new FileBlockStore(from.resolve("objects"));
    BlockStore target = new FileBlockStore(to.path().resolve("objects"));
    try (HotStore hot = SqliteHotStore.open(new SqliteDatabase(catalog))) {
      for (StoredObject object : hot.objects(null, null)) {
        progress.accept("object " + object.name());
        if (target.get(object.name(), 0, 0).isEmpty()) {
          Optional<byte[]> content = source.get(object.name(), 0, Math.toIntExact(object.bytes()));
          if (content.isEmpty()) {
            return Optional.of(object.name());
          }
          target.put(object.name(), content.get());
        }
      }
    }
    return Optional.empty();
  }

  /**
   * How much there is.
   *
   * @param oldestMillis start of the oldest
   */
  public record Amount(long objects, long profiles, long bytes, long oldestMillis) {
    private Amount plus(Amount more) {
      return new Amount(
          objects + more.objects,
          profiles + more.profiles,
          bytes + more.bytes,
          Math.min(oldestMillis, more.oldestMillis));
    }
  }
}
