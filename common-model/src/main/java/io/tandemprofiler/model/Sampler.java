package io.tandemprofiler.model;

import java.util.Locale;

/**
 * What took the samples.
 *
 * <p>In the order of the numbers in {@code profile.proto}: the ordinal is the number on the wire.
 */
public enum Sampler {
  UNSPECIFIED,
  ASYNC_PROFILER,
  JFR,
  /** {@code java.lang.management.ThreadMXBean}. */
  THREAD_DUMP,
  /** {@code sys._current_frames()}. */
  CURRENT_FRAMES,
  NATIVE_HELPER,
  IMPORT;

  private static final Sampler[] BY_NUMBER = values();

  /** The value with this number on the wire, or {@code null} where there is none. */
  public static Sampler of(int number) {
    return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
  }

  /** The name as it stands in the API and in vectors: lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
