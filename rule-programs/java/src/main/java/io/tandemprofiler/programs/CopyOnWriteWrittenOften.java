package io.tandemprofiler.programs;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A list that is copied for each element it gets; or the same list only read. */
final class CopyOnWriteWrittenOften {
  private static final List<Integer> READ = new CopyOnWriteArrayList<>(List.of(1, 2, 3, 4, 5));

  private CopyOnWriteWrittenOften() {}

  public static void main(String[] args) throws Exception {
    Program.run(args, CopyOnWriteWrittenOften::trigger, CopyOnWriteWrittenOften::nearMiss);
  }

  private static void trigger() {
    List<Integer> events = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 3000; i++) {
      events.add(i);
    }
    Program.keep(events);
  }

  private static void nearMiss() {
    long sum = 0;
    for (int value : READ) {
      sum += value;
    }
    Program.keep(sum);
  }
}
