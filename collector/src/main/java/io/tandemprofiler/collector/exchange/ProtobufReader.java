package io.tandemprofiler.collector.exchange;

import java.nio.charset.StandardCharsets;

/**
 * Reads a message of protobuf's wire format, field by field; allocates nothing that the bytes do
 * not hold. Not thread-safe.
 */
final class ProtobufReader {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED32 = 5;

  private final byte[] bytes;
  private final int end;
  private int at;
  private int type;

  ProtobufReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private ProtobufReader(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  /** The next field's number, or 0 at the end. The field's value must then be read or skipped. */
  int next() throws ImportException {
    if (at == end) {
      return 0;
    }
    long tag = varint();
    type = (int) (tag & 7);
    long field = tag >>> 3;
    if (field < 1 || field >= 1 << 29) {
      throw broken("holds field " + field);
    }
    return (int) field;
  }

  long number() throws ImportException {
    require(VARINT);
    return varint();
  }

  String text() throws ImportException {
    int length = length();
    String text = new String(bytes, at, length, StandardCharsets.UTF_8);
    at += length;
    return text;
  }

  ProtobufReader message() throws ImportException {
    int length = length();
    ProtobufReader message = new ProtobufReader(bytes, at, at + length);
    at += length;
    return message;
  }

  /** Adds a repeated number's values, packed or one by one. */
  void numbers(LongColumn column) throws ImportException {
    if (type == VARINT) {
      column.add(varint());
      return;
    }
    ProtobufReader packed = message();
    while (packed.at < packed.end) {
      column.add(packed.varint());
    }
  }

  void skip() throws ImportException {
    switch (type) {
      case VARINT -> varint();
      case FIXED64 -> skip(8);
      case LENGTH_DELIMITED -> skip(length());
      case FIXED32 -> skip(4);
      default -> throw broken("holds wire type " + type);
    }
  }

  private void skip(int length) throws ImportException {
    if (length > end - at) {
      throw broken("ends inside a field");
    }
    at += length;
  }

  private int length() throws ImportException {
    require(LENGTH_DELIMITED);
    long length = varint();
    if (length < 0 || length > end - at) {
      throw broken("ends inside a field of " + length + " bytes");
    }
    return (int) length;
  }

  private long varint() throws ImportException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at == end) {
        throw broken("ends inside a number");
      }
      byte next = bytes[at++];
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw broken("holds a number of more than 10 bytes");
  }

  private void require(int wanted) throws ImportException {
    if (type != wanted) {
      throw broken("has wire type " + type + " where " + wanted + " belongs");
    }
  }

  private ImportException broken(String what) {
    return new ImportException("not pprof: at byte " + at + " it " + what);
  }
}
