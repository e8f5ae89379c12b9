package io.tandemprofiler.programs;

/** Four threads that compute while they hold one lock; or before they take it. */
final class LockContended {
  private static final Object LOCK = new Object();
  private static long total;

  private LockContended() {}

  public static void main(String[] args) throws Exception {
    Program.run(args, 4, LockContended::trigger, LockContended::nearMiss);
  }

  private static void trigger() {
    synchronized (LOCK) {
      total += price(total);
    }
  }

  private static void nearMiss() {
    long price = price(System.nanoTime());
    synchronized (LOCK) {
      total += price;
    }
  }

  private static long price(long seed) {
    long value = seed;
    for (int i = 0; i < 2_000_000; i++) {
      value = value * 31 + (value >>> 7);
    }
    return value;
  }
}
