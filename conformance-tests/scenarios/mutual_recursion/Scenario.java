package mutual_recursion;

import java.util.concurrent.CountDownLatch;

/** Two methods call each other and wait. */
public final class Scenario {
  public static void main(String[] args) throws InterruptedException {
    even(3); // here: main
  }

  static void even(int left) throws InterruptedException {
    odd(left - 1); // here: even
  }

  static void odd(int left) throws InterruptedException {
    if (left > 0) {
      even(left - 1); // here: odd
    } else {
      new CountDownLatch(1).await(); // here: odd
    }
  }
}
