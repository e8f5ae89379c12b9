package io.tandemprofiler.model;

import java.util.regex.Pattern;

/**
 * Writes a text of the program so that nothing in it can be misread, the same in every language.
 * Thread-safe: only functions.
 *
 * <p>It stands bare where it has only ASCII letters, digits and {@code _.$<>:/+-}, else in quotes,
 * with what cannot be seen or turns the direction of writing as {@code \\u{...}}. Different texts
 * stay different.
 */
public final class Quoting {
  private static final Pattern BARE = Pattern.compile("[A-Za-z0-9_.$<>:/+-]+");

  private Quoting() {}

  /** The text bare where nothing in it can be misread, else in quotes. */
  public static String quoted(String text) {
    if (BARE.matcher(text).matches()) {
      return text;
    }
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints().forEach(c -> escape(c, quoted));
    return quoted.append('"').toString();
  }

  private static void escape(int c, StringBuilder out) {
    if (c == '"' || c == '\\') {
      out.append('\\').append((char) c);
    } else if (isUnseen(c)) {
      out.append(String.format("\\u{%04x}", c));
    } else {
      out.appendCodePoint(c);
    }
  }

  /**
   * Controls, invisible characters and marks of direction: fixed ranges, the same in every
   * language.
   */
  private static boolean isUnseen(int c) {
    return c < 0x20
        || (c >= 0x7f && c <= 0xa0)
        || c == 0xad
        || c == 0x61c
        || (c >= 0x200b && c <= 0x200f)
        || (c >= 0x2028 && c <= 0x202e)
        || (c >= 0x2060 && c <= 0x206f)
        || c == 0xfeff
        || (c >= 0xfff9 && c <= 0xfffb)
        || (c >= 0xe0000 && c <= 0xe007f);
  }
}
