package io.tandemprofiler.collector.exchange;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes a message of protobuf's wire format, field by field. Not thread-safe. */
final class ProtobufWriter {
  private static final int LENGTH_DELIMITED = 2;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Nothing where the number is 0. */
  ProtobufWriter number(int field, long value) {
    if (value != 0) {
      varint((long) field << 3);
      varint(value);
    }
    return this;
  }

  /** Nothing where there is none. */
  ProtobufWriter packed(int field, long... values) {
    ProtobufWriter column = new ProtobufWriter();
    for (long value : values) {
      column.varint(value);
    }
    return column.out.size() == 0 ? this : bytes(field, column.toBytes());
  }

  /** Also where it is empty: entries of a table are counted. */
  ProtobufWriter text(int field, String text) {
    return bytes(field, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Also where it is empty. */
  ProtobufWriter message(int field, ProtobufWriter message) {
    return bytes(field, message.toBytes());
  }

  byte[] toBytes() {
    return out.toByteArray();
  }

  private ProtobufWriter bytes(int field, byte[] bytes) {
    varint(((long) field << 3) | LENGTH_DELIMITED);
    varint(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  private void varint(long value) {
    long left = value;
    while ((left & ~0x7FL) != 0) {
      out.write((int) ((left & 0x7F) | 0x80));
      left >>>= 7;
    }
    out.write((int) left);
  }
}
