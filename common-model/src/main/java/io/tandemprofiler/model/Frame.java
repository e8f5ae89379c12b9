package io.tandemprofiler.model;

import java.util.Objects;

/**
 * One function on a stack: in whose rules it is named, what owns it, and its name.
 *
 * <p>Names are cleaned at birth ({@link Names#clean}), and a native frame's made free of paths
 * ({@link NativeNames}): a path in the place of a symbol, as samplers put it where they have none,
 * is that of the library; the symbols of a library without a name have none either (R29). Ordered
 * by language, owner and function, names as UTF-8 bytes. Immutable.
 */
public final class Frame implements Comparable<Frame> {
  /** Stands for the outer frames of a stack that was deeper than the limit. */
  public static final Frame TRUNCATED = new Frame(Language.UNSPECIFIED, "", "<truncated>");

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
    if (language == Language.NATIVE) {
      boolean symbol = !function.startsWith("/");
      this.owner = NativeNames.library(symbol ? owner : function);
      this.function =
          this.owner.equals(Names.GENERATED)
              ? Names.GENERATED
              : symbol ? Names.clean(function) : Names.UNKNOWN;
    } else {
      this.owner = Names.clean(owner);
      this.function = Names.clean(function);
    }
    this.hash = (this.owner.hashCode() * 31 + this.function.hashCode()) * 31 + language.ordinal();
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
