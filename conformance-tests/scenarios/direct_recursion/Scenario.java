package direct_recursion;

import java.util.concurrent.CountDownLatch;

/** A method calls itself three times and waits. */
public final class Scenario {
  public static void main(String[] args) throws InterruptedException {
    fall(3); // here: main
  }

  static void fall(int left) throws InterruptedException {
    if (left > 0) {
      fall(left - 1); // here: fall
    } else {
      new CountDownLatch(1).await(); // here: fall
    }
  }
}
