package io.tandemprofiler.programs;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A list asked what it contains; or a set. */
final class ListSearchedHot {
  private static final List<String> LIST = new ArrayList<>();
  private static Set<String> set;

  private ListSearchedHot() {}

  public static void main(String[] args) throws Exception {
    for (int i = 0; i < 3000; i++) {
      LIST.add("sku" + i);
    }
    set = new HashSet<>(LIST);
    Program.run(args, ListSearchedHot::trigger, ListSearchedHot::nearMiss);
  }

  private static void trigger() {
    int found = 0;
    for (int i = 2900; i < 3100; i++) {
      found += LIST.contains("sku" + i) ? 1 : 0;
    }
    Program.keep(found);
  }

  private static void nearMiss() {
    int found = 0;
    for (int i = 2900; i < 3100; i++) {
      found += set.contains("sku" + i) ? 1 : 0;
    }
    Program.keep(found);
  }
}
