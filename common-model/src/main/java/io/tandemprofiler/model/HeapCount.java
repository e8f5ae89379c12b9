package io.tandemprofiler.model;

import java.util.Locale;

/**
 * How a heap summary was counted.
 *
 * <p>In the order of the numbers in {@code profile.proto}: the ordinal is the number on the wire.
 */
public enum HeapCount {
  UNSPECIFIED,
  /** Garbage included. */
  ALL_OBJECTS,
  /** After a full collection. */
  LIVE_OBJECTS;

  private static final HeapCount[] BY_NUMBER = values();

  /** The value with this number on the wire, or {@code null} where there is none. */
  public static HeapCount of(int number) {
    return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
  }

  /** The name as it stands in the API and in vectors: lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
