package io.tandemprofiler.programs;

import java.util.HashMap;
import java.util.Map;

/** Keys that nearly all have one hash; or hashes that differ. */
final class HashCollisions {
  private HashCollisions() {}

  private record Bad(int x, int y) {
    @Override
    public int hashCode() {
      return x ^ y; // all of the diagonal have 0
    }
  }

  private record Good(int x, int y) {}

  public static void main(String[] args) throws Exception {
    Program.run(args, HashCollisions::trigger, HashCollisions::nearMiss);
  }

  private static void trigger() {
    Map<Bad, Integer> map = new HashMap<>();
    for (int i = 0; i < 2000; i++) {
      map.merge(new Bad(i, i), 1, Integer::sum);
    }
    Program.keep(map);
  }

  private static void nearMiss() {
    Map<Good, Integer> map = new HashMap<>();
    for (int i = 0; i < 2000; i++) {
      map.merge(new Good(i, 0), 1, Integer::sum);
    }
    Program.keep(map);
  }
}
