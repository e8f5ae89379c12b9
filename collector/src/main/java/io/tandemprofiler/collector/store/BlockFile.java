package io.tandemprofiler.collector.store;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;

/**
 * An object of named sections, each compressed with zstd and under a checksum of its own.
 *
 * <pre>
 * section … | directory | directory's offset (8), length (4), CRC-32C (4) | "TANDEM" 0 version
 * </pre>
 *
 * <p>The directory names each section and tells its offset, its lengths as stored and inflated, and
 * the CRC-32C of what is stored. Numbers outside the directory are big-endian.
 */
final class BlockFile implements Sections {
  static final int VERSION = 1;

  /** "TANDEM", 0, and room for the version. */
  private static final long MAGIC = 0x54_41_4E_44_45_4D_00_00L;

  private static final int ZSTD_LEVEL = 3;
  private static final int TAIL_BYTES = 24;
  private static final int MAX_SECTION = 1 << 30;

  /** With the end of an object its directory comes along, most times. */
  private static final int END_BYTES = 4096;

  private final BlockStore store;
  private final String name;
  private final Map<String, Place> directory;
  private final Map<String, byte[]> read = new ConcurrentHashMap<>();

  private BlockFile(BlockStore store, String name, Map<String, Place> directory) {
    this.store = store;
    this.name = name;
    this.directory = directory;
  }

  /**
   * The bytes of an object of these sections.
   *
   * @throws StorageException where one is too large to be read again
   */
  static byte[] write(Map<String, byte[]> sections) {
    ColumnWriter file = new ColumnWriter();
    ColumnWriter directory = new ColumnWriter().number(sections.size());
    long offset = 0;
    for (Map.Entry<String, byte[]> section : sections.entrySet()) {
      if (section.getValue().length > MAX_SECTION) {
        throw new StorageException(
            String.format(
                "section '%s' has %d bytes, over %d",
                section.getKey(), section.getValue().length, MAX_SECTION),
            null);
      }
      byte[] stored = Zstd.compress(section.getValue(), ZSTD_LEVEL);
      file.raw(stored);
      directory
          .text(section.getKey())
          .number(offset)
          .number(stored.length)
          .number(section.getValue().length)
          .number(checksum(stored));
      offset += stored.length;
    }
    byte[] bytes = directory.toBytes();
    return file.raw(bytes)
        .raw(
            ByteBuffer.allocate(TAIL_BYTES)
                .putLong(offset)
                .putInt(bytes.length)
                .putInt((int) checksum(bytes))
                .putLong(MAGIC | VERSION)
                .array())
        .toBytes();
  }

  /**
   * Reads the directory.
   *
   * @param bytes how long the object is
   * @throws StorageException naming the object where it is gone, damaged, or of a newer version
   */
  static BlockFile open(BlockStore store, String name, long bytes) {
    try {
      long start = Math.max(0, bytes - END_BYTES);
      byte[] end = part(store, name, start, (int) (bytes - start));
      ByteBuffer tail = ByteBuffer.wrap(end, Math.max(0, end.length - TAIL_BYTES), TAIL_BYTES);
      long offset = tail.getLong();
      int length = tail.getInt();
      int checksum = tail.getInt();
      requireVersion(tail.getLong());
      if (offset < 0 || length < 0 || offset + length != bytes - TAIL_BYTES) {
        throw new StorageException("its end is damaged", null);
      }
      byte[] directory =
          offset >= start
              ? Arrays.copyOfRange(end, (int) (offset - start), (int) (offset - start) + length)
              : part(store, name, offset, length);
      requireChecksum("its directory", directory, checksum & 0xFFFF_FFFFL);
      return new BlockFile(store, name, directory(new ColumnReader(directory)));
    } catch (StorageException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new StorageException("object " + name + ": " + e.getMessage(), e);
    }
  }

  /** Names of the sections. */
  Set<String> names() {
    return directory.keySet();
  }

  @Override
  public Optional<byte[]> find(String section) {
    Place place = directory.get(section);
    return place == null
        ? Optional.empty()
        : Optional.of(read.computeIfAbsent(section, key -> read(key, place)));
  }

  /**
   * Reads all of it.
   *
   * @throws StorageException naming the object and what of it is damaged
   */
  void verify() {
    directory.forEach(this::read);
  }

  private byte[] read(String section, Place place) {
    try {
      byte[] stored = part(store, name, place.offset(), place.length());
      requireChecksum("section '" + section + "'", stored, place.checksum());
      return Zstd.decompress(stored, place.inflated());
    } catch (StorageException | ZstdException e) {
      throw new StorageException("object " + name + ": " + e.getMessage(), e);
    }
  }

  private static byte[] part(BlockStore store, String name, long offset, int length) {
    byte[] part =
        store.get(name, offset, length).orElseThrow(() -> new StorageException("it is gone", null));
    if (part.length != length) {
      throw new StorageException("it ends at byte " + (offset + part.length), null);
    }
    return part;
  }

  private static void requireVersion(long magic) {
    if ((magic & ~0xFF) != MAGIC) {
      throw new StorageException("its end is damaged", null);
    }
    if ((magic & 0xFF) > VERSION) {
      throw new StorageException(
          String.format(
              "it has version %d, this collector knows %d: it was written by a newer one",
              magic & 0xFF, VERSION),
          null);
    }
  }

  private static Map<String, Place> directory(ColumnReader reader) {
    Map<String, Place> directory = new LinkedHashMap<>();
    for (int rest = reader.count(); rest > 0; rest--) {
      directory.put(
          reader.text(),
          new Place(
              reader.number(),
              reader.count(MAX_SECTION),
              reader.count(MAX_SECTION),
              reader.number()));
    }
    return directory;
  }

  private static void requireChecksum(String what, byte[] bytes, long expected) {
    if (checksum(bytes) != expected) {
      throw new StorageException(
          String.format(
              "%s has checksum %08x, not %08x: it is damaged", what, checksum(bytes), expected),
          null);
    }
  }

  private static long checksum(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    return checksum.getValue();
  }

  private record Place(long offset, int length, int inflated, long checksum) {}
}
