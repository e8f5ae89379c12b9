package io.tandemprofiler.model;

import java.util.Locale;

/**
 * Why it was lost.
 *
 * <p>In the order of the numbers in {@code profile.proto}: the ordinal is the number on the wire.
 */
public enum DropReason {
  UNSPECIFIED,
  QUEUE_FULL,
  /** By the collector, with a rule. */
  REFUSED,
  TOO_OLD,
  /** The agent's own limit of cost or memory. */
  LIMIT,
  /** A stack that could not be walked. */
  UNREADABLE,
  /** An error of the agent's own. */
  FAILED;

  private static final DropReason[] BY_NUMBER = values();

  /** The value with this number on the wire, or {@code null} where there is none. */
  public static DropReason of(int number) {
    return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
  }

  /** The name as it stands in the API and in vectors: lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
