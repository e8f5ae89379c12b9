package blocked_on_a_lock;

import java.util.concurrent.CountDownLatch;

/** One thread holds a lock for ever; another wants to enter it. */
public final class Scenario {
  private static final Object LOCK = new Object();
  private static final CountDownLatch HELD = new CountDownLatch(1);

  public static void main(String[] args) throws InterruptedException {
    new Thread(Scenario::hold).start();
    HELD.await();
    enter(); // here: main
  }

  static void hold() {
    synchronized (LOCK) {
      HELD.countDown();
      work(); // here: hold
    }
  }

  static void work() {
    try {
      new CountDownLatch(1).await(); // here: work
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  static void enter() {
    synchronized (LOCK) { // the JVM is already at the next line while it waits here
      throw new AssertionError("nobody let go of it"); // here: enter
    }
  }
}
