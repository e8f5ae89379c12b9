package io.tandemprofiler.bridge;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Ends a hurry for the GIL that lasts, on a thread that does nothing else. By then the holder has
 * been asked to let go of it; where it computes in C it does not, and all who wait would go on to
 * ask every few microseconds. Thread-safe.
 */
final class Calming implements Runnable {
  /** As long as a thread waits as a rule before it asks. */
  private static final long HURRY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final Semaphore hurries = new Semaphore(0);
  private volatile boolean closed;

  /** A hurry has begun. */
  void begin() {
    hurries.release();
  }

  /** Ends the thread that runs this. Idempotent. */
  void close() {
    closed = true;
    hurries.release();
  }

  @Override
  public void run() {
    try {
      while (!closed) {
        hurries.acquire();
        hurries.drainPermits();
        TimeUnit.NANOSECONDS.sleep(HURRY_NANOS);
        Gil.current().calm();
      }
    } catch (InterruptedException e) {
      Gil.current().calm(); // it is not needed any more
    }
  }
}
