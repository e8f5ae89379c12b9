package two_threads;

import java.util.concurrent.CountDownLatch;

/** Two threads wait in the same method, called from different ones. */
public final class Scenario {
  public static void main(String[] args) {
    new Thread(Scenario::left).start();
    new Thread(Scenario::right).start();
  }

  static void left() {
    work(); // here: left
  }

  static void right() {
    work(); // here: right
  }

  static void work() {
    try {
      new CountDownLatch(1).await(); // here: work
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }
}
