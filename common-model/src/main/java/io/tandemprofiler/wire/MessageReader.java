package io.tandemprofiler.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads one protobuf message and refuses what is malformed (R2) or not canonical (R4).
 *
 * <p>Call {@link #next} until it returns 0, and after each call the one method that fits the field.
 * Works on the bytes in place; what it allocates is bounded by their number. Not thread-safe.
 */
final class MessageReader {
  static final int VARINT = 0;
  static final int LENGTH_DELIMITED = 2;

  /** Most entries of a column or table (R32). */
  static final int MAX_ENTRIES = 1_000_000;

  /** Longest text in bytes (R5). */
  private static final int MAX_TEXT = 512;

  private static final char REPLACEMENT = '\uFFFD';

  private final byte[] bytes;
  private final int end;
  private final String message;
  private int position;
  private int field;
  private int wireType;
  private boolean again;

  MessageReader(byte[] bytes, String message) {
    this(bytes, 0, bytes.length, message);
  }

  private MessageReader(byte[] bytes, int start, int end, String message) {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
    this.message = message;
  }

  /** The number of the next field, or 0 at the end of the message. */
  int next() throws RefusedException {
    if (position == end) {
      return 0;
    }
    long tag = varint();
    if (tag >>> 3 == 0 || tag > 0xFFFF_FFFFL) {
      throw malformed("tag " + tag);
    }
    int number = (int) (tag >>> 3);
    if (number < field) {
      throw notCanonical("field " + number + " after field " + field);
    }
    again = number == field;
    field = number;
    wireType = (int) (tag & 7);
    return field;
  }

  /** What to throw for a field that this reader does not know. */
  RefusedException unknownField() {
    return RefusedException.unknown("field " + field + " of " + message + " is not known");
  }

  /** Passes over a field that this reader does not know. */
  void skip() throws RefusedException {
    if (wireType == VARINT) {
      varint();
    } else {
      int size = size();
      position += size;
    }
  }

  /** A singular integer, at most 2^63 - 1. */
  long number() throws RefusedException {
    requireSingular();
    requireWireType(VARINT);
    long value = varint();
    if (value == 0) {
      throw notCanonical("field " + field + " is there and zero");
    }
    return requirePositive(value);
  }

  /** A singular integer, at most 2^31 - 1. */
  int index() throws RefusedException {
    return requireIndex(number());
  }

  boolean flag() throws RefusedException {
    long value = number();
    if (value != 1) {
      throw notCanonical("field " + field + " is " + value + " and no bool");
    }
    return true;
  }

  /** A singular text, never empty. */
  String text() throws RefusedException {
    requireSingular();
    String text = textEntry();
    if (text.isEmpty()) {
      throw notCanonical("field " + field + " is there and empty");
    }
    return text;
  }

  /** An entry of a repeated text, perhaps empty. */
  String textEntry() throws RefusedException {
    int size = size();
    if (size > MAX_TEXT) {
      throw RefusedException.of("R5", at() + " has a text of " + size + " bytes");
    }
    position += size;
    String text = new String(bytes, position - size, size, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0) {
      requireUtf8(ByteBuffer.wrap(bytes, position - size, size));
    }
    return text;
  }

  /** The quick way puts U+FFFD where bytes are malformed, and so does whoever means just that. */
  private void requireUtf8(ByteBuffer text) throws RefusedException {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(text);
    } catch (CharacterCodingException notUtf8) {
      throw RefusedException.of("R5", at() + " is not UTF-8");
    }
  }

  /** Singular bytes, never empty. */
  byte[] bytes() throws RefusedException {
    requireSingular();
    int size = size();
    if (size == 0) {
      throw notCanonical("field " + field + " is there and empty");
    }
    position += size;
    return Arrays.copyOfRange(bytes, position - size, position);
  }

  /** A singular message, never empty. */
  MessageReader message(String name) throws RefusedException {
    requireSingular();
    MessageReader reader = messageEntry(name);
    if (reader.position == reader.end) {
      throw notCanonical("field " + field + " is there and empty");
    }
    return reader;
  }

  /** An entry of a repeated message, perhaps empty. */
  MessageReader messageEntry(String name) throws RefusedException {
    int size = size();
    position += size;
    return new MessageReader(bytes, position - size, position, name);
  }

  /** A packed column of integers up to 2^31 - 1, at least one. */
  int[] indexes() throws RefusedException {
    int columnEnd = column();
    int[] column = new int[entries(columnEnd)];
    for (int i = 0; i < column.length; i++) {
      column[i] = requireIndex(requirePositive(varintBefore(columnEnd)));
    }
    return column;
  }

  /** A packed column of integers up to 2^63 - 1, at least one. */
  long[] numbers() throws RefusedException {
    int columnEnd = column();
    long[] column = new long[entries(columnEnd)];
    for (int i = 0; i < column.length; i++) {
      column[i] = requirePositive(varintBefore(columnEnd));
    }
    return column;
  }

  private int column() throws RefusedException {
    if (wireType == VARINT) {
      throw notCanonical("field " + field + " is not packed");
    }
    requireSingular();
    int size = size();
    if (size == 0) {
      throw notCanonical("field " + field + " is there and empty");
    }
    return position + size;
  }

  /** Number of varints up to {@code columnEnd}: each ends in a byte without the high bit. */
  private int entries(int columnEnd) throws RefusedException {
    int entries = 0;
    for (int i = position; i < columnEnd; i++) {
      if (bytes[i] >= 0) {
        entries++;
      }
    }
    if (bytes[columnEnd - 1] < 0) {
      throw malformed(at() + " ends inside an integer");
    }
    if (entries > MAX_ENTRIES) {
      throw RefusedException.of("R32", at() + " has " + entries + " entries");
    }
    return entries;
  }

  private long varintBefore(int limit) throws RefusedException {
    long value = varint();
    if (position > limit) {
      throw malformed(at() + " ends inside an integer");
    }
    return value;
  }

  private int size() throws RefusedException {
    requireWireType(LENGTH_DELIMITED);
    long size = varint();
    if (size < 0 || size > end - position) {
      throw malformed(at() + " has length " + size + ", " + (end - position) + " bytes are left");
    }
    return (int) size;
  }

  private long varint() throws RefusedException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (position == end) {
        throw malformed(message + " ends inside an integer");
      }
      byte next = bytes[position++];
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        if (next == 0 && shift > 0) {
          throw notCanonical("an integer is longer than it need be");
        }
        if (shift == 63 && next > 1) {
          throw malformed(message + " has an integer of more than 64 bits");
        }
        return value;
      }
    }
    throw malformed(message + " has an integer of more than 10 bytes");
  }

  private void requireSingular() throws RefusedException {
    if (again) {
      throw notCanonical("field " + field + " stands twice");
    }
  }

  private void requireWireType(int expected) throws RefusedException {
    if (wireType != expected) {
      throw malformed(at() + " has wire type " + wireType + ", not " + expected);
    }
  }

  private long requirePositive(long value) throws RefusedException {
    if (value < 0) {
      throw RefusedException.of("R6", at() + " is above 2^63 - 1");
    }
    return value;
  }

  private int requireIndex(long value) throws RefusedException {
    if (value > Integer.MAX_VALUE) {
      throw RefusedException.of("R6", at() + " is " + value + ", above 2^31 - 1");
    }
    return (int) value;
  }

  private String at() {
    return "field " + field + " of " + message;
  }

  private static RefusedException malformed(String what) {
    return RefusedException.of("R2", what);
  }

  private RefusedException notCanonical(String what) {
    return RefusedException.of("R4", message + ": " + what);
  }
}
