package io.tandemprofiler.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToLongFunction;

/** Objects on the heap by class: the largest by bytes, and one remainder. Immutable. */
public final class HeapSummary {
  /** Most classes that are listed by name. */
  public static final int MAX_CLASSES = 1000;

  private static final Comparator<ClassCount> LARGEST_FIRST =
      Comparator.comparingLong(ClassCount::bytes)
          .reversed()
          .thenComparing(ClassCount::className, Names::compare);

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

  /** The same, so many milliseconds later. */
  HeapSummary later(long millis) {
    return new HeapSummary(
        takenMillis + millis, count, stallMicros, classes, otherClasses, otherObjects, otherBytes);
  }

  /**
   * The summary of all classes, in any order; those that share a name are summed, and those behind
   * the largest {@link #MAX_CLASSES} added to the remainder that is given.
   */
  public static HeapSummary of(
      List<ClassCount> counts,
      long otherClasses,
      long otherObjects,
      long otherBytes,
      long takenMillis,
      HeapCount count,
      long stallMicros) {
    Map<String, ClassCount> byName = new LinkedHashMap<>();
    counts.forEach(one -> byName.merge(one.className(), one, ClassCount::plus));
    List<ClassCount> ranked = new ArrayList<>(byName.values());
    ranked.sort(LARGEST_FIRST);
    int top = Math.min(ranked.size(), MAX_CLASSES);
    List<ClassCount> rest = ranked.subList(top, ranked.size());
    return new HeapSummary(
        takenMillis,
        count,
        stallMicros,
        ranked.subList(0, top),
        Math.addExact(otherClasses, rest.size()),
        sum(otherObjects, rest, ClassCount::objects),
        sum(otherBytes, rest, ClassCount::bytes));
  }

  private static long sum(long start, List<ClassCount> counts, ToLongFunction<ClassCount> column) {
    return counts.stream().mapToLong(column).reduce(start, Math::addExact);
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
