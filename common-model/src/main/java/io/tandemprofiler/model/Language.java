package io.tandemprofiler.model;

import java.util.Locale;

/**
 * In whose rules a frame's names are written.
 *
 * <p>In the order of the numbers in {@code profile.proto}: the ordinal is the number on the wire.
 */
public enum Language {
  /** {@code <truncated>} and other frames that stand for no function. */
  UNSPECIFIED,
  JAVA,
  PYTHON,
  NATIVE,
  KERNEL,
  OTHER;

  private static final Language[] BY_NUMBER = values();

  /** The value with this number on the wire, or {@code null} where there is none. */
  public static Language of(int number) {
    return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
  }

  /** The name as it stands in the API and in vectors: lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
