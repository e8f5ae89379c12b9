package io.tandemprofiler.collector.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link ColumnWriter} wrote; fails with a {@link StorageException} where it did not
 * write it. Not thread-safe.
 */
final class ColumnReader {
  private final byte[] bytes;
  private final int end;
  private int position;

  ColumnReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  ColumnReader(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
  }

  boolean hasMore() {
    return position < end;
  }

  long number() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (position >= end) {
        throw broken();
      }
      byte next = bytes[position++];
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw broken();
  }

  /** A number of things, each of which takes a byte at least or is known to be there. */
  int count(int most) {
    long count = number();
    if (count < 0 || count > most) {
      throw broken();
    }
    return (int) count;
  }

  int count() {
    return count(end - position);
  }

  byte[] bytes() {
    return raw(count());
  }

  byte[] raw(int length) {
    if (length > end - position) {
      throw broken();
    }
    byte[] value = Arrays.copyOfRange(bytes, position, position + length);
    position += length;
    return value;
  }

  /** All that was not read yet. */
  byte[] rest() {
    return raw(end - position);
  }

  /** What {@link #bytes} would give, without a copy. */
  ColumnReader part() {
    int length = count();
    position += length;
    return new ColumnReader(bytes, position - length, position);
  }

  /** The same part once more, from where this one stands. */
  ColumnReader copy() {
    return new ColumnReader(bytes, position, end);
  }

  String text() {
    int length = count();
    position += length;
    return new String(bytes, position - length, length, StandardCharsets.UTF_8);
  }

  private StorageException broken() {
    return new StorageException("a column ends or is malformed at byte " + position, null);
  }
}
