package io.tandemprofiler.programs;

import java.util.ArrayList;
import java.util.List;

/** Sums of a list of boxed numbers that is made each time; or of an array. */
final class BoxedNumbers {
  private static final int COUNT = 100_000;

  private BoxedNumbers() {}

  public static void main(String[] args) throws Exception {
    Program.run(args, BoxedNumbers::trigger, BoxedNumbers::nearMiss);
  }

  private static void trigger() {
    List<Long> prices = new ArrayList<>(COUNT);
    for (long i = 0; i < COUNT; i++) {
      prices.add(i * 1000);
    }
    Program.keep(prices);
  }

  private static void nearMiss() {
    long[] prices = new long[COUNT];
    for (int i = 0; i < COUNT; i++) {
      prices[i] = i * 1000L;
    }
    Program.keep(prices);
  }
}
