package io.tandemprofiler.collector.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes numbers as varints, and bytes after their length. Not thread-safe. */
final class ColumnWriter {
  private byte[] bytes = new byte[256];
  private int length;

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  /** Any number; small ones that are not negative take the least room. */
  ColumnWriter number(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
    return this;
  }

  ColumnWriter bytes(byte[] value) {
    number(value.length);
    return raw(value);
  }

  /** Without their length: the reader knows it. */
  ColumnWriter raw(byte[] value) {
    reserve(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
    return this;
  }

  ColumnWriter text(String value) {
    return bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  private void reserve(int size) {
    if (bytes.length - length < size) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, size), bytes.length * 2));
    }
  }
}
