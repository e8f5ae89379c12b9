package io.tandemprofiler.collector.analysis;

import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Language;
import java.util.Optional;

/**
 * A pattern of frames as in {@code java.lang.String.{split,matches}} or {@code python:re.*}: of a
 * language, the owner and the function joined by a dot, in which {@code *} stands for any text and
 * {@code {a,b}} for either. Upper and lower case differ. Immutable.
 */
public final class FrameGlob {
  private static final int MAX_CHARS = 300;

  private final String text;
  private final Optional<Language> language;
  private final String[][] alternatives; // what stands between the stars of each

  private FrameGlob(String text, Optional<Language> language, String[][] alternatives) {
    this.text = text;
    this.language = language;
    this.alternatives = alternatives;
  }

  /**
   * Reads a pattern.
   *
   * @param otherwise the language where the pattern names none; empty for any
   * @throws IllegalArgumentException with the reason
   */
  static FrameGlob of(String text, Optional<Language> otherwise) {
    if (text.isBlank() || text.length() > MAX_CHARS) {
      throw new IllegalArgumentException(
          "a pattern has from 1 to " + MAX_CHARS + " characters, this one " + text.length());
    }
    for (Language language : Language.values()) {
      String prefix = language.word() + ":";
      if (text.startsWith(prefix)) {
        return new FrameGlob(
            text, Optional.of(language), alternatives(text.substring(prefix.length())));
      }
    }
    return new FrameGlob(text, otherwise, alternatives(text));
  }

  /**
   * @param name the frame's, as {@link #name} gives it
   */
  boolean matches(Language spoken, String name) {
    if (language.isPresent() && language.get() != spoken && spoken != Language.OTHER) {
      return false; // of an import no language is known: names must do
    }
    for (String[] parts : alternatives) {
      if (matches(parts, name)) {
        return true;
      }
    }
    return false;
  }

  /** Owner and function as patterns see them. */
  static String name(Frame frame) {
    return frame.owner().isEmpty() ? frame.function() : frame.owner() + "." + frame.function();
  }

  @Override
  public String toString() {
    return text;
  }

  /** The first part at the start, the last at the end, those between as early as they come. */
  private static boolean matches(String[] parts, String name) {
    String first = parts[0];
    String last = parts[parts.length - 1];
    if (parts.length == 1) {
      return name.equals(first);
    }
    if (!name.startsWith(first)
        || !name.endsWith(last)
        || name.length() < first.length() + last.length()) {
      return false;
    }
    int at = first.length();
    int end = name.length() - last.length();
    for (int i = 1; i < parts.length - 1; i++) {
      int found = name.indexOf(parts[i], at);
      if (found < 0 || found + parts[i].length() > end) {
        return false;
      }
      at = found + parts[i].length();
    }
    return true;
  }

  private static String[][] alternatives(String pattern) {
    int open = pattern.indexOf('{');
    int close = pattern.indexOf('}');
    if (open < 0 && close < 0) {
      return new String[][] {pattern.split("\\*", -1)};
    }
    if (close < open
        || pattern.indexOf('{', open + 1) >= 0
        || pattern.indexOf('}', close + 1) >= 0) {
      throw new IllegalArgumentException("'" + pattern + "' may hold {a,b} once");
    }
    String[] words = pattern.substring(open + 1, close).split(",", -1);
    String[][] alternatives = new String[words.length][];
    for (int i = 0; i < words.length; i++) {
      String one = pattern.substring(0, open) + words[i].strip() + pattern.substring(close + 1);
      alternatives[i] = one.split("\\*", -1);
    }
    return alternatives;
  }
}
