package io.tandemprofiler.programs;

import java.util.ArrayList;
import java.util.List;

/** A cache that fills the heap while the application allocates; or a small one. */
final class GcPressure {
  private static final List<byte[]> CACHE = new ArrayList<>();
  private static int next;

  private GcPressure() {}

  public static void main(String[] args) throws Exception {
    long most = args[0].equals("trigger") ? Runtime.getRuntime().maxMemory() * 2 / 3 : 1_000_000;
    for (long size = 0; size < most; size += 1_000) {
      CACHE.add(new byte[1_000]);
    }
    Program.run(args, GcPressure::work, GcPressure::work);
  }

  private static void work() {
    next = (next + 1) % CACHE.size();
    CACHE.set(next, new byte[1_000]);
  }
}
