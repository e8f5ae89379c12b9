import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Holds so many megabytes of small objects, until its standard input ends. */
public final class Heap {
  /** What one entry with its key, its text and the text's bytes takes, roughly. */
  private static final int ENTRY_BYTES = 140;

  private static final int ENTRIES = 100_000;

  private Heap() {}

  public static void main(String[] arguments) throws Exception {
    long left = Long.parseLong(arguments[0]) * 1_000_000;
    List<Map<Integer, String>> maps = new ArrayList<>();
    while (left > 0) {
      Map<Integer, String> map = new HashMap<>();
      for (int i = 0; i < ENTRIES; i++) {
        map.put(i, "a text of twenty " + i);
      }
      maps.add(map);
      left -= (long) ENTRIES * ENTRY_BYTES;
    }
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    System.out.println("ready " + (runtime.totalMemory() - runtime.freeMemory() >> 20));
    System.in.read();
    System.out.println(maps.size());
  }
}
