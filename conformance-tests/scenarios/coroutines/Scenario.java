package coroutines;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** A virtual thread computes; another waits for ever, and so is on no thread. */
public final class Scenario {
  public static void main(String[] args) throws Exception {
    Executor threads =
        (Executor) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    threads.execute(Scenario::outer);
    threads.execute(Scenario::idle);
  }

  static void outer() {
    inner(); // here: outer
  }

  static void inner() {
    work(); // here: inner
  }

  static void work() {
    long state = 1;
    while (state != 0) { // here: work
      state = state * 6364136223846793005L | 1; // here: work
    }
  }

  static void idle() {
    java.util.concurrent.locks.LockSupport.park();
  }
}
