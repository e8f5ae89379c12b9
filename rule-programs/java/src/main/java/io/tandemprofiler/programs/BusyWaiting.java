package io.tandemprofiler.programs;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A thread that yields until something is there; or one that waits for it. */
final class BusyWaiting {
  private static final AtomicInteger NEXT = new AtomicInteger();
  private static final BlockingQueue<Integer> QUEUE = new ArrayBlockingQueue<>(10);

  private BusyWaiting() {}

  public static void main(String[] args) throws Exception {
    Thread producer = new Thread(BusyWaiting::produce);
    producer.setDaemon(true);
    producer.start();
    Program.run(args, BusyWaiting::trigger, BusyWaiting::nearMiss);
  }

  private static void produce() {
    try {
      while (true) {
        Thread.sleep(5);
        NEXT.incrementAndGet();
        QUEUE.offer(NEXT.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void trigger() {
    int seen = NEXT.get();
    while (NEXT.get() == seen) {
      Thread.yield();
    }
  }

  private static void nearMiss() throws InterruptedException {
    Program.keep(QUEUE.poll(1, TimeUnit.SECONDS));
  }
}
