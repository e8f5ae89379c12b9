package io.tandemprofiler.programs;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Tasks that wait for tasks of pools, on the pool's own threads; or on the caller's. */
final class PoolStarved {
  private static final ExecutorService REQUESTS = pool(8);
  private static final ExecutorService PRICES = pool(1);

  private PoolStarved() {}

  public static void main(String[] args) throws Exception {
    Program.run(args, 8, PoolStarved::trigger, PoolStarved::nearMiss);
  }

  private static ExecutorService pool(int threads) {
    return Executors.newFixedThreadPool(
        threads,
        task -> {
          Thread thread = new Thread(task);
          thread.setDaemon(true);
          return thread;
        });
  }

  private static void trigger() throws Exception {
    Future<Long> answer = REQUESTS.submit(() -> PRICES.submit(PoolStarved::price).get());
    Program.keep(answer.get());
  }

  private static void nearMiss() throws Exception {
    Program.keep(PRICES.submit(PoolStarved::price).get());
  }

  private static long price() {
    long value = 4711;
    for (int i = 0; i < 2_000_000; i++) {
      value = value * 31 + (value >>> 7);
    }
    return value;
  }
}
