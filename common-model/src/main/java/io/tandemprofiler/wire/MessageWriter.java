package io.tandemprofiler.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes one protobuf message canonically (R4): what is zero or empty is left out, integers are as
 * short as can be. Callers write fields in order of number. Not thread-safe.
 */
final class MessageWriter {
  private byte[] bytes = new byte[256];
  private int length;

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  /** A singular integer, enum or bool. */
  void number(int field, long value) {
    if (value < 0) {
      throw new IllegalArgumentException("field " + field + " is negative: " + value);
    }
    if (value != 0) {
      varint((long) field << 3);
      varint(value);
    }
  }

  /** A singular text. */
  void text(int field, String value) {
    if (!value.isEmpty()) {
      textEntry(field, value);
    }
  }

  /** An entry of a repeated text: written also where it is empty. */
  void textEntry(int field, String value) {
    bytesEntry(field, value.getBytes(StandardCharsets.UTF_8));
  }

  void bytes(int field, byte[] value) {
    if (value.length > 0) {
      bytesEntry(field, value);
    }
  }

  /** A singular message: left out where it is empty. */
  void message(int field, MessageWriter value) {
    if (value.length > 0) {
      messageEntry(field, value);
    }
  }

  /** An entry of a repeated message: written also where it is empty. */
  void messageEntry(int field, MessageWriter value) {
    header(field, value.length);
    System.arraycopy(value.bytes, 0, bytes, length, value.length);
    length += value.length;
  }

  /** A packed column; left out where it has no entries. */
  void packed(int field, int[] column) {
    if (column.length > 0) {
      int size = 0;
      for (int value : column) {
        size += size(value);
      }
      header(field, size);
      for (int value : column) {
        varint(value);
      }
    }
  }

  /** A packed column; left out where it has no entries. */
  void packed(int field, long[] column) {
    if (column.length > 0) {
      int size = 0;
      for (long value : column) {
        size += size(value);
      }
      header(field, size);
      for (long value : column) {
        varint(value);
      }
    }
  }

  private void bytesEntry(int field, byte[] value) {
    header(field, value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
  }

  /** Tag and length of a field with {@code size} bytes, and room for them. */
  private void header(int field, int size) {
    varint((long) field << 3 | MessageReader.LENGTH_DELIMITED);
    varint(size);
    reserve(size);
  }

  private void varint(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  private void reserve(int size) {
    if (bytes.length - length < size) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, size), bytes.length * 2));
    }
  }

  private static int size(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("an entry is negative: " + value);
    }
    return value < 0x80 ? 1 : (70 - Long.numberOfLeadingZeros(value)) / 7;
  }
}
