package io.tandemprofiler.collector.store;

import java.util.List;
import java.util.Optional;

/**
 * Keeps immutable objects by name. Thread-safe, also between processes.
 *
 * <p>A name is made of parts of {@code a-z}, {@code 0-9}, {@code .} and {@code -} between slashes.
 * Every method throws a {@link StorageException} where the store fails; a put that failed may have
 * stored the object whole, never in part.
 */
public interface BlockStore {
  /**
   * Stores an object where there is none of that name. Durable on return.
   *
   * @return false, and nothing is changed, where there is one
   */
  boolean put(String name, byte[] content);

  /**
   * A part of an object, shorter where the object ends before it; empty where there is no object.
   *
   * @param offset from the object's start, not negative
   */
  Optional<byte[]> get(String name, long offset, int length);

  /** The objects whose names begin so, by name ascending; what was put before the call is there. */
  List<Listed> list(String prefix);

  /** Removes an object; does nothing where there is none. */
  void delete(String name);

  /** What a listing says of an object. */
  record Listed(String name, long bytes) {}
}
