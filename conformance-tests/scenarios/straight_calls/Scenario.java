package straight_calls;

import java.util.concurrent.CountDownLatch;

/** One method calls another, which waits. */
public final class Scenario {
  public static void main(String[] args) throws InterruptedException {
    outer(); // here: main
  }

  static void outer() throws InterruptedException {
    inner(); // here: outer
  }

  static void inner() throws InterruptedException {
    work(); // here: inner
  }

  static void work() throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    never.await(); // here: work
  }
}
