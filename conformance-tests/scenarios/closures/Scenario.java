package closures;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/** A lambda that captured its number waits. */
public final class Scenario {
  public static void main(String[] args) throws Exception {
    make(1).call(); // here: main
  }

  static Callable<Boolean> make(int count) {
    return () -> work(count); // here: make.<lambda>
  }

  static boolean work(int count) throws InterruptedException {
    new CountDownLatch(count).await(); // here: work
    return true;
  }
}
