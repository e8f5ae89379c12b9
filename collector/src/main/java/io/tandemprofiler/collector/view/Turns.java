package io.tandemprofiler.collector.view;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Bounds the memory of queries: a few run at once, others wait for their turn. Thread-safe. */
final class Turns {
  private final Semaphore free;
  private final int atOnce;
  private final Duration patience;

  /**
   * @param patience how long one waits
   */
  Turns(int atOnce, Duration patience) {
    this.free = new Semaphore(atOnce, true);
    this.atOnce = atOnce;
    this.patience = patience;
  }

  /**
   * Begins a turn, which ends with {@link #giveBack}.
   *
   * @throws BusyException where all are taken for too long
   */
  void take() {
    try {
      if (!free.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new BusyException(atOnce + " other questions are being answered; ask again later");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BusyException("the collector ends");
    }
  }

  /** What a question answers, asked within a turn. */
  <T> T during(Supplier<T> question) {
    take();
    try {
      return question.get();
    } finally {
      giveBack();
    }
  }

  /** Ends a turn. */
  void giveBack() {
    free.release();
  }
}
