package io.tandemprofiler.programs;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Four threads and a synchronized map; or a concurrent one. */
final class SynchronizedCollectionContended {
  private static final int KEYS = 10_000;
  private static final Map<Integer, Integer> SYNCHRONIZED =
      Collections.synchronizedMap(new HashMap<>());
  private static final Map<Integer, Integer> CONCURRENT = new ConcurrentHashMap<>();

  private SynchronizedCollectionContended() {}

  public static void main(String[] args) throws Exception {
    Program.run(args, 4, () -> count(SYNCHRONIZED), () -> count(CONCURRENT));
  }

  private static void count(Map<Integer, Integer> counts) {
    for (int i = 0; i < 1000; i++) {
      counts.merge(ThreadLocalRandom.current().nextInt(KEYS), 1, Integer::sum);
    }
  }
}
