package io.tandemprofiler.wire;

import io.tandemprofiler.model.ClassCount;
import io.tandemprofiler.model.HeapCount;
import io.tandemprofiler.model.HeapSummary;
import io.tandemprofiler.model.JavaNames;
import io.tandemprofiler.model.Names;
import io.tandemprofiler.model.Window;
import java.util.ArrayList;
import java.util.List;

/** Reads a heap summary, and refuses what breaks R26. */
final class HeapReader {
  private static final int MAX_CLASSES = 1000;

  private HeapReader() {}

  static HeapSummary read(MessageReader in, ProfileReader.StringTable strings)
      throws RefusedException {
    long[] numbers = new long[10]; // by field
    HeapCount count = HeapCount.UNSPECIFIED;
    int[] names = {};
    long[] objects = {};
    long[] bytes = {};
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1:
        case 3:
        case 7:
        case 8:
        case 9:
          numbers[field] = in.number();
          break;
        case 2:
          count = Enums.known(in.index(), HeapCount::of, "HeapCount");
          break;
        case 4:
          names = in.indexes();
          break;
        case 5:
          objects = in.numbers();
          break;
        case 6:
          bytes = in.numbers();
          break;
        default:
          throw in.unknownField();
      }
    }
    if (count == HeapCount.UNSPECIFIED) {
      throw RefusedException.of("R26", "heap summary does not say how it was counted");
    }
    boolean noRemainder = numbers[7] == 0 && numbers[8] == 0 && numbers[9] == 0;
    if (!noRemainder && (numbers[7] == 0 || numbers[8] == 0)) {
      throw RefusedException.of("R26", "remainder of no classes or no objects");
    }
    return new HeapSummary(
        numbers[1],
        count,
        numbers[3],
        classes(names, objects, bytes, strings),
        numbers[7],
        numbers[8],
        numbers[9]);
  }

  /** Whether a summary, if there is one, was taken inside the window, end included. */
  static void requireInside(HeapSummary heap, Window window) throws RefusedException {
    if (heap != null
        && (heap.takenMillis() < window.startMillis() || heap.takenMillis() > window.endMillis())) {
      throw RefusedException.of(
          "R26", "heap summary at " + heap.takenMillis() + " is outside " + window);
    }
  }

  private static List<ClassCount> classes(
      int[] names, long[] objects, long[] bytes, ProfileReader.StringTable strings)
      throws RefusedException {
    int size = names.length;
    if (objects.length != size || bytes.length != size || size > MAX_CLASSES) {
      throw RefusedException.of(
          "R26",
          String.format("%d classes, %d objects, %d bytes", size, objects.length, bytes.length));
    }
    List<ClassCount> classes = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      String name = strings.use(names[i]);
      if (name.isEmpty() || objects[i] == 0) {
        throw RefusedException.of("R26", "class " + i + " has no name or no objects");
      }
      ClassCount next = new ClassCount(name, objects[i], bytes[i]);
      if (!JavaNames.isCleanClass(next.className())) {
        throw RefusedException.of("R40", "class " + i + " has a name that no class is sent as");
      }
      if (i > 0 && !sortsAfter(classes.get(i - 1), next)) {
        throw RefusedException.of("R26", "class " + i + " does not sort after the one before");
      }
      classes.add(next);
    }
    return classes;
  }

  private static boolean sortsAfter(ClassCount last, ClassCount next) {
    return last.bytes() > next.bytes()
        || (last.bytes() == next.bytes() && Names.compare(last.className(), next.className()) < 0);
  }
}
