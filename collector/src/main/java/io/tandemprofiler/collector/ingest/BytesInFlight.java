package io.tandemprofiler.collector.ingest;

import java.util.concurrent.atomic.AtomicLong;

/** Bounds the memory of all calls together: each reserves what it holds, or fails. Thread-safe. */
final class BytesInFlight {
  /** What a call costs beside its bytes. */
  private static final long CALL_BYTES = 16 << 10;

  private final long limit;
  private final AtomicLong reserved = new AtomicLong();

  BytesInFlight(long limit) {
    this.limit = limit;
  }

  /** Begins a call that holds nothing yet. */
  Reservation begin() {
    return new Reservation();
  }

  /** What one call holds. Used by one thread after the other. */
  final class Reservation implements AutoCloseable {
    private long bytes;

    /**
     * Reserves more.
     *
     * @throws CallException where the calls under way hold too much together
     */
    void grow(long more) {
      long cost = bytes == 0 ? more + CALL_BYTES : more;
      if (reserved.addAndGet(cost) > limit) {
        reserved.addAndGet(-cost);
        throw new CallException(
            CallException.RESOURCE_EXHAUSTED,
            "more than " + limit + " bytes are being received; send it again later");
      }
      bytes += cost;
    }

    /** Gives everything back. */
    @Override
    public void close() {
      reserved.addAndGet(-bytes);
      bytes = 0;
    }
  }
}
