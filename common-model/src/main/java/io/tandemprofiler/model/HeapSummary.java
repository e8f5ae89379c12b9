package io.tandemprofiler.model;

import java.util.List;
import java.util.Objects;

/** Objects on the heap by class: the largest by bytes, and one remainder. Immutable. */
public final class HeapSummary {
  private final long takenMillis;
  private final HeapCount count;
  private final long stallMicros;
  private final List<ClassCount> classes;
  private final long otherClasses;
  private final long otherObjects;
  private final long otherBytes;

  /**
   * @param takenMillis Unix epoch, inside the window
   * @param stallMicros how long the application stood still for it
   * @param classes by bytes descending, then by name ascending; at most 1,000
   * @param otherClasses how many classes the remainder sums
   */
  public HeapSummary(
      long takenMillis,
      HeapCount count,
      long stallMicros,
      List<ClassCount> classes,
      long otherClasses,
      long otherObjects,
      long otherBytes) {
    this.takenMillis = takenMillis;
    this.count = count;
    this.stallMicros = stallMicros;
    this.classes = List.copyOf(classes);
    this.otherClasses = otherClasses;
    this.otherObjects = otherObjects;
    this.otherBytes = otherBytes;
  }

  public long takenMillis() {
    return takenMillis;
  }

  public HeapCount count() {
    return count;
  }

  public long stallMicros() {
    return stallMicros;
  }

  public List<ClassCount> classes() {
    return classes;
  }

  public long otherClasses() {
    return otherClasses;
  }

  public long otherObjects() {
    return otherObjects;
  }

  public long otherBytes() {
    return otherBytes;
  }

  @Override
  public boolean equals(Object object) {
    if (!(object instanceof HeapSummary)) {
      return false;
    }
    HeapSummary other = (HeapSummary) object;
    return takenMillis == other.takenMillis
        && count.equals(other.count)
        && stallMicros == other.stallMicros
        && classes.equals(other.classes)
        && otherClasses == other.otherClasses
        && otherObjects == other.otherObjects
        && otherBytes == other.otherBytes;
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        takenMillis, count, stallMicros, classes, otherClasses, otherObjects, otherBytes);
  }

  @Override
  public String toString() {
    return takenMillis
        + " "
        + count
        + " "
        + stallMicros
        + " "
        + classes
        + " "
        + otherClasses
        + " "
        + otherObjects
        + " "
        + otherBytes;
  }
}
