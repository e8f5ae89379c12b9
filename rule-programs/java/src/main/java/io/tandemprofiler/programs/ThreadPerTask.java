package io.tandemprofiler.programs;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A thread for each small task; or a pool of them. */
final class ThreadPerTask {
  private static final ExecutorService POOL =
      Executors.newFixedThreadPool(
          2,
          task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
          });

  private ThreadPerTask() {}

  public static void main(String[] args) throws Exception {
    Program.run(args, ThreadPerTask::trigger, ThreadPerTask::nearMiss);
  }

  private static void trigger() throws Exception {
    Thread thread = new Thread(ThreadPerTask::task);
    thread.start();
    thread.join();
  }

  private static void nearMiss() throws Exception {
    POOL.submit(ThreadPerTask::task).get();
  }

  private static void task() {
    Program.keep(Integer.toHexString((int) System.nanoTime()));
  }
}
