package io.tandemprofiler.model;

/** The rules for names that are the same for every language (R5). Thread-safe: only functions. */
public final class Names {
  /** Stands for a name that was made at run time, or may have been. */
  public static final String GENERATED = "<generated>";

  /** Stands for a function whose name is not known. */
  public static final String UNKNOWN = "<unknown>";

  /** Longest name in UTF-8 bytes. */
  public static final int MAX_BYTES = 512;

  private static final char REPLACEMENT = '\uFFFD';

  private Names() {}

  /**
   * The name as it is sent: each unpaired surrogate replaced by U+FFFD, and {@link #GENERATED}
   * where it is then longer than {@link #MAX_BYTES}. Returns the same object where nothing changes.
   */
  public static String clean(String name) {
    if (name.length() <= MAX_BYTES && isAscii(name)) {
      return name; // as nearly all are
    }
    String paired = withoutUnpairedSurrogates(name);
    return utf8Length(paired) > MAX_BYTES ? GENERATED : paired;
  }

  /** Compares as UTF-8 bytes: Java's own order differs beyond U+FFFF. Both must be paired. */
  public static int compare(String a, String b) {
    int shorter = Math.min(a.length(), b.length());
    for (int i = 0; i < shorter; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        return rank(x) - rank(y);
      }
    }
    return a.length() - b.length();
  }

  /** Length in UTF-8 bytes of a text without unpaired surrogates. */
  public static int utf8Length(String text) {
    int length = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        // each half of a pair counts 2 of the pair's 4 bytes
        length += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
      }
    }
    return length;
  }

  /**
   * Refuses what an operator may not write (R5, R9, R10): control characters, unpaired surrogates,
   * and more than {@link #MAX_BYTES}.
   */
  static void requireOperatorText(String what, String text) {
    if (hasControl(text)) {
      throw new IllegalArgumentException(what + " holds a control character");
    }
    if (!withoutUnpairedSurrogates(text).equals(text)) {
      throw new IllegalArgumentException(what + " holds an unpaired surrogate");
    }
    if (utf8Length(text) > MAX_BYTES) {
      throw new IllegalArgumentException(
          what + " has " + utf8Length(text) + " bytes, over " + MAX_BYTES);
    }
  }

  /** Whether a text holds a control character (C0, DEL or C1). */
  public static boolean hasControl(String text) {
    return text.chars().anyMatch(Character::isISOControl);
  }

  /** Puts surrogates, which begin code points beyond U+FFFF, behind all other characters. */
  private static int rank(char c) {
    return Character.isSurrogate(c) ? c + 0x10000 : c;
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0x7F) {
        return false;
      }
    }
    return true;
  }

  private static String withoutUnpairedSurrogates(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isUnpaired(text, i)) {
        return replaceUnpaired(text);
      }
    }
    return text;
  }

  private static String replaceUnpaired(String text) {
    StringBuilder replaced = new StringBuilder(text);
    for (int i = 0; i < text.length(); i++) {
      if (isUnpaired(text, i)) {
        replaced.setCharAt(i, REPLACEMENT);
      }
    }
    return replaced.toString();
  }

  private static boolean isUnpaired(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }
}
