package io.tandemprofiler.wire;

import java.util.function.IntFunction;

/** Refuses enum numbers that this revision does not define (R3). */
final class Enums {
  private Enums() {}

  /** The value that {@code of} has for a number, where it is not {@code null}. */
  static <E> E known(int number, IntFunction<E> of, String type) throws RefusedException {
    E value = of.apply(number);
    if (value == null) {
      throw RefusedException.unknown("number " + number + " of " + type + " is not known");
    }
    return value;
  }
}
