package unknown_places;

import java.util.concurrent.CountDownLatch;

/** One thread initialises a class and never ends; another waits, inside the JVM, for it to end. */
public final class Scenario {
  private static final CountDownLatch BEGUN = new CountDownLatch(1);

  static final class Late {
    static {
      BEGUN.countDown();
      work(); // here: Late.<once>
    }

    static void use() {}
  }

  public static void main(String[] args) throws InterruptedException {
    new Thread(Scenario::first).start();
    BEGUN.await();
    second(); // here: main
  }

  static void first() {
    Late.use(); // here: first
  }

  static void second() {
    Late.use(); // here: second
  }

  static void work() {
    try {
      new CountDownLatch(1).await(); // here: work
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }
}
