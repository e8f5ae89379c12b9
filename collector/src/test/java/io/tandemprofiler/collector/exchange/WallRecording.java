package io.tandemprofiler.collector.exchange;

import java.io.IOException;
import one.profiler.AsyncProfiler;

/** Lets async-profiler record the wall time of one thread that computes and one that waits. */
final class WallRecording {
  private static final int SAMPLES = 400; // of all threads: a JVM has about twenty
  private static final Object LOCK = new Object();

  @SuppressWarnings("unused") // written, so that nothing is optimised away
  private static volatile long turns;

  private WallRecording() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    start(WallRecording::compute);
    start(WallRecording::idle);
    AsyncProfiler profiler = AsyncProfiler.getInstance();
    profiler.execute("start,jfr," + args[0] + ",file=" + args[1]);
    while (profiler.getSamples() < SAMPLES) {
      Thread.sleep(10);
    }
    profiler.execute("stop");
    System.out.println("recorded");
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "a secret thread");
    thread.setDaemon(true);
    thread.start();
  }

  private static void compute() {
    for (long turn = 0; true; turn++) {
      turns = turn;
    }
  }

  private static void idle() {
    synchronized (LOCK) {
      while (true) {
        try {
          LOCK.wait();
        } catch (InterruptedException e) {
          throw new IllegalStateException("nobody interrupts it", e);
        }
      }
    }
  }
}
