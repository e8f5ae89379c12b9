package deep_stacks;

import java.util.concurrent.CountDownLatch;

/** More calls than are kept of a stack, and a wait at the end. */
public final class Scenario {
  public static void main(String[] args) throws InterruptedException {
    dive(1500);
  }

  static void dive(int left) throws InterruptedException {
    if (left > 0) {
      dive(left - 1); // here: dive
    } else {
      new CountDownLatch(1).await(); // here: dive
    }
  }
}
