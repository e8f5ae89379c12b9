package io.tandemprofiler.model;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * One function on a stack: in whose rules it is named, what owns it, and its name.
 *
 * <p>Names are cleaned at birth ({@link Names#clean}), and a native frame's made free of paths: its
 * owner is the library's base name without what was drawn at run time, and a path in the place of a
 * symbol, as samplers put it where they have none, is that of the library (R29). Ordered by
 * language, owner and function, names as UTF-8 bytes. Immutable.
 */
public final class Frame implements Comparable<Frame> {
  /** Stands for the outer frames of a stack that was deeper than the limit. */
  public static final Frame TRUNCATED = new Frame(Language.UNSPECIFIED, "", "<truncated>");

  /** What libraries unpacked at run time are told apart by: UUIDs, and long numbers. */
  private static final Pattern DRAWN =
      Pattern.compile(
          "[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
              + "|(?=[A-Fa-f]*[0-9])[0-9A-Fa-f]{6,}");

  private final Language language;
  private final String owner;
  private final String function;
  private final int hash;

  /**
   * @param owner class, module or library; empty where there is none
   * @param function never empty
   */
  public Frame(Language language, String owner, String function) {
    if (function.isEmpty()) {
      throw new IllegalArgumentException("a function of '" + owner + "' has no name");
    }
    this.language = Objects.requireNonNull(language);
    boolean symbol = language != Language.NATIVE || !function.startsWith("/");
    String place = symbol ? owner : function;
    this.owner = Names.clean(language == Language.NATIVE ? baseName(place) : place);
    this.function = symbol ? Names.clean(function) : Names.UNKNOWN;
    this.hash = (this.owner.hashCode() * 31 + this.function.hashCode()) * 31 + language.ordinal();
  }

  private static String baseName(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return DRAWN.matcher(name).replaceAll("");
  }

  public Language language() {
    return language;
  }

  public String owner() {
    return owner;
  }

  public String function() {
    return function;
  }

  @Override
  public int compareTo(Frame other) {
    int order = language.compareTo(other.language);
    if (order == 0) {
      order = Names.compare(owner, other.owner);
    }
    return order == 0 ? Names.compare(function, other.function) : order;
  }

  @Override
  public boolean equals(Object object) {
    if (this == object) {
      return true;
    }
    if (!(object instanceof Frame)) {
      return false;
    }
    Frame other = (Frame) object;
    return hash == other.hash
        && language == other.language
        && function.equals(other.function)
        && owner.equals(other.owner);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return language.word() + ":" + (owner.isEmpty() ? function : owner + "." + function);
  }
}
