package io.tandemprofiler.collector.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a data folder takes on disk. Thread-safe. */
public final class DiskUse {
  private final DataFolder folder;
  private final HotStore hot;

  public DiskUse(DataFolder folder, Stores stores) {
    this.folder = folder;
    this.hot = stores.hot();
  }

  /**
   * Bytes by kind, each also where there are none: {@code profiles}, {@code hours} and {@code days}
   * are objects of these, also those that were replaced and are not deleted yet, but not what a
   * crash left and no catalog names; {@code database} are the SQLite files, which hold the profiles
   * of the last hours, too. Reads no object.
   *
   * @throws StorageException where the folder or its catalog cannot be read
   */
  public SortedMap<String, Long> bytes() {
    Map<Resolution, Long> objects = hot.objectBytes();
    SortedMap<String, Long> bytes = new TreeMap<>();
    bytes.put("profiles", objects.getOrDefault(Resolution.PROFILE, 0L));
    bytes.put("hours", objects.getOrDefault(Resolution.HOUR, 0L));
    bytes.put("days", objects.getOrDefault(Resolution.DAY, 0L));
    bytes.put("database", databaseBytes());
    return bytes;
  }

  private long databaseBytes() {
    try (Stream<Path> files = Files.list(folder.path())) {
      return files
          .filter(file -> file.getFileName().toString().contains(".sqlite"))
          .mapToLong(file -> file.toFile().length()) // 0 of what is gone by now
          .sum();
    } catch (IOException | UncheckedIOException e) {
      throw new StorageException("list " + folder.path() + ": " + e, e);
    }
  }
}
