package io.tandemprofiler.model;

import java.util.Locale;

/**
 * Why this sampler runs and not another.
 *
 * <p>In the order of the numbers in {@code profile.proto}: the ordinal is the number on the wire.
 */
public enum SamplerReason {
  UNSPECIFIED,
  DEFAULT,
  /** By a setting. */
  CHOSEN,
  /** The native library did not load here. */
  LIBRARY_UNAVAILABLE,
  /** The library loaded, the kernel or JVM refused its events. */
  EVENTS_UNAVAILABLE,
  /** An earlier run's crash report names the library. */
  CRASHED_BEFORE;

  private static final SamplerReason[] BY_NUMBER = values();

  /** The value with this number on the wire, or {@code null} where there is none. */
  public static SamplerReason of(int number) {
    return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
  }

  /** The name as it stands in the API and in vectors: lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
