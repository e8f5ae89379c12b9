package io.tandemprofiler.programs;

import java.util.ArrayList;
import java.util.LinkedList;
import java.util.List;
import java.util.stream.IntStream;

/** A linked list among lists read by index, which walks to it each time; or by their iterators. */
final class LinkedListByIndex {
  private static final List<Integer> NUMBERS = IntStream.range(0, 2000).boxed().toList();
  private static final List<List<Integer>> LISTS =
      List.of(new LinkedList<>(NUMBERS), new ArrayList<>(NUMBERS), NUMBERS);

  private LinkedListByIndex() {}

  public static void main(String[] args) throws Exception {
    Program.run(args, LinkedListByIndex::trigger, LinkedListByIndex::nearMiss);
  }

  private static void trigger() {
    long sum = 0;
    for (List<Integer> prices : LISTS) {
      for (int i = 0; i < prices.size(); i++) {
        sum += prices.get(i);
      }
    }
    Program.keep(sum);
  }

  private static void nearMiss() {
    long sum = 0;
    for (List<Integer> prices : LISTS) {
      for (int price : prices) {
        sum += price;
      }
    }
    Program.keep(sum);
  }
}
