package io.tandemprofiler.collector.store;

import java.util.Optional;

/** Named parts of a block, each of which can be had alone. Thread-safe. */
interface Sections {
  /** The bytes of one, not to be changed; empty where there is none of that name. */
  Optional<byte[]> find(String name);

  /**
   * The bytes of one that must be there.
   *
   * @throws StorageException where it is not, or cannot be read
   */
  default ColumnReader get(String name) {
    return new ColumnReader(
        find(name)
            .orElseThrow(() -> new StorageException("there is no section '" + name + "'", null)));
  }
}
