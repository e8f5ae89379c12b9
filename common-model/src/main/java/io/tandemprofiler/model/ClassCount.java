package io.tandemprofiler.model;

import java.util.Objects;

/** Objects of one class on the heap; its name is cleaned at birth. Immutable. */
public final class ClassCount {
  private final String className;
  private final long objects;
  private final long bytes;

  /**
   * @param className as R40 writes it, as in {@code byte[]}; never empty
   * @param objects always positive
   */
  public ClassCount(String className, long objects, long bytes) {
    if (className.isEmpty() || objects <= 0) {
      throw new IllegalArgumentException("class '" + className + "' has " + objects + " objects");
    }
    this.className = Names.clean(className);
    this.objects = objects;
    this.bytes = bytes;
  }

  public String className() {
    return className;
  }

  public long objects() {
    return objects;
  }

  public long bytes() {
    return bytes;
  }

  /** This and another count of the same class together. */
  ClassCount plus(ClassCount more) {
    return new ClassCount(
        className, Math.addExact(objects, more.objects), Math.addExact(bytes, more.bytes));
  }

  @Override
  public boolean equals(Object object) {
    if (!(object instanceof ClassCount)) {
      return false;
    }
    ClassCount other = (ClassCount) object;
    return className.equals(other.className) && objects == other.objects && bytes == other.bytes;
  }

  @Override
  public int hashCode() {
    return Objects.hash(className, objects, bytes);
  }

  @Override
  public String toString() {
    return className + " " + objects + " " + bytes;
  }
}
