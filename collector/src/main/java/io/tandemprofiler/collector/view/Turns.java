package io.tandemprofiler.collector.view;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

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
   * The same answer within a turn: found, and made bytes. It is {@link BusyException} where all are
   * taken for too long.
   */
  Endpoint.Answer around(Endpoint.Answer answer) {
    return request -> {
      take();
      try {
        request.requireWanted(); // it may have left while it waited
        return answer.to(request);
      } finally {
        free.release();
      }
    };
  }

  private void take() {
    try {
      if (!free.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new BusyException(atOnce + " other questions are being answered; ask again later");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BusyException("the collector ends");
    }
  }
}
