package thread_pools;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A pool of two runs a task that waits. */
public final class Scenario {
  public static void main(String[] args) {
    ExecutorService pool = Executors.newFixedThreadPool(2, Scenario::daemon);
    pool.execute(Scenario::task);
  }

  static void task() {
    work(); // here: task
  }

  static void work() {
    try {
      new CountDownLatch(1).await(); // here: work
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  static Thread daemon(Runnable worker) {
    Thread thread = new Thread(worker);
    thread.setDaemon(true);
    return thread;
  }
}
