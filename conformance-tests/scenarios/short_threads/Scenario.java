package short_threads;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One thread after the other, each gone before the next sample but a few. */
public final class Scenario {
  public static void main(String[] args) throws InterruptedException {
    while (true) {
      Thread thread = new Thread(Scenario::brief);
      thread.start(); // here: main
      thread.join(); // here: main
    }
  }

  static void brief() {
    work(); // here: brief
  }

  static void work() {
    try {
      new CountDownLatch(1).await(60, TimeUnit.MILLISECONDS); // here: work
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }
}
