package io.tandemprofiler.model;

import java.util.Locale;

/**
 * What a series measures, and in which unit.
 *
 * <p>In the order of the numbers in {@code profile.proto}: the ordinal is the number on the wire.
 */
public enum Measure {
  UNSPECIFIED,
  /** Microseconds. */
  CPU_TIME,
  /** Microseconds of all threads together. */
  WALL_TIME,
  /** Microseconds. */
  LOCK_TIME,
  ALLOCATED_BYTES,
  /** Imports without a unit only. */
  SAMPLES;

  private static final Measure[] BY_NUMBER = values();

  /** The value with this number on the wire, or {@code null} where there is none. */
  public static Measure of(int number) {
    return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
  }

  /** The name as it stands in the API and in vectors: lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether every sample carries a value of its own. */
  public boolean hasValues() {
    return this == LOCK_TIME || this == ALLOCATED_BYTES;
  }

  /** Whether a thread in this state can contribute to this measure (rule R20). */
  public boolean allows(ThreadState state) {
    switch (this) {
      case CPU_TIME:
        return state == ThreadState.RUNNING;
      case LOCK_TIME:
        return state == ThreadState.BLOCKED;
      case WALL_TIME:
        return true;
      default:
        return state == ThreadState.UNSPECIFIED;
    }
  }

  /** What values are counted in: {@code microseconds}, {@code bytes} or {@code samples}. */
  public String unit() {
    switch (this) {
      case ALLOCATED_BYTES:
        return "bytes";
      case SAMPLES:
      case UNSPECIFIED:
        return "samples";
      default:
        return "microseconds";
    }
  }
}
