package io.tandemprofiler.model;

import java.util.Locale;

/**
 * What a thread was doing at the instant of the sample. Never guessed.
 *
 * <p>In the order of the numbers in {@code profile.proto}: the ordinal is the number on the wire.
 */
public enum ThreadState {
  /** Not known. */
  UNSPECIFIED,
  /** Executing. */
  RUNNING,
  /** Ready to run Python, waiting for the interpreter lock. */
  GIL_WAIT,
  /** Waiting to enter a lock. */
  BLOCKED,
  /** For a condition, a queue, another thread. */
  WAITING,
  SLEEPING,
  /** Network or disk. */
  IO;

  private static final ThreadState[] BY_NUMBER = values();

  /** The value with this number on the wire, or {@code null} where there is none. */
  public static ThreadState of(int number) {
    return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
  }

  /** The name as it stands in the API and in vectors: lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
