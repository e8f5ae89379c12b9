package io.tandemprofiler.model;

import java.util.Locale;

/**
 * Why a series' values are an estimate.
 *
 * <p>In the order of the numbers in {@code profile.proto}: the ordinal is the number on the wire.
 */
public enum EstimateReason {
  /** They are measured. */
  UNSPECIFIED,
  /** The thread clocks' total, spread over wall samples not known to wait. */
  CLOCK_SPREAD,
  /** Java samples divided among mixed stacks seen under the same prefix. */
  MIXED_DIVISION,
  /** Inlined frames may be credited to their caller. */
  LATE_ATTACH,
  /** Stacks are taken where the JVM can stop, not where it was. */
  SAFEPOINT_BIAS;

  private static final EstimateReason[] BY_NUMBER = values();

  /** The value with this number on the wire, or {@code null} where there is none. */
  public static EstimateReason of(int number) {
    return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
  }

  /** The name as it stands in the API and in vectors: lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
