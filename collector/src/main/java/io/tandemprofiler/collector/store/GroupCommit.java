package io.tandemprofiler.collector.store;

import io.tandemprofiler.collector.store.SegmentWriter.Waiting;
import io.tandemprofiler.model.Upload;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/** The one thread that writes: what waits when it becomes free shares a commit. Thread-safe. */
final class GroupCommit implements AutoCloseable {
  private static final int MAX_BATCH = 256;
  private static final Waiting END = new Waiting(null, null, null);

  private final SegmentWriter writer;
  private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
  private final Object lock = new Object();
  private final Thread thread = new Thread(this::run, "profile-writer");
  private boolean closed;

  GroupCommit(SegmentWriter writer) {
    this.writer = writer;
    thread.setDaemon(true); // a collector that fails to start must not be kept alive by it
    thread.start();
  }

  /** Completes once the upload is durable, or with a {@link StorageException}. */
  CompletableFuture<Void> offer(String tenant, Upload upload) {
    CompletableFuture<Void> durable = new CompletableFuture<>();
    synchronized (lock) {
      if (closed) {
        return CompletableFuture.failedFuture(
            new StorageException("append: the store is closed", null));
      }
      queue.add(new Waiting(tenant, upload, durable));
    }
    return durable;
  }

  /** Writes what was offered and waits for it. */
  @Override
  public void close() {
    synchronized (lock) {
      if (!closed) {
        closed = true;
        queue.add(END);
      }
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageException("close the store: interrupted", e);
    }
  }

  private void run() {
    List<Waiting> batch = new ArrayList<>();
    try {
      while (take(batch)) {
        commit(batch);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the writer", e);
    }
  }

  /** Fills the batch; false where the end was reached and nothing is left to write. */
  private boolean take(List<Waiting> batch) throws InterruptedException {
    batch.clear();
    batch.add(queue.take());
    queue.drainTo(batch, MAX_BATCH - 1);
    if (batch.remove(END)) {
      queue.add(END); // the end comes last: what is left is this batch
    }
    return !batch.isEmpty();
  }

  // Whatever goes wrong, out of memory included, must reach those who wait: nobody else tells them.
  private void commit(List<Waiting> batch) {
    try {
      writer.write(batch);
    } catch (RuntimeException | Error e) {
      StorageException failure =
          e instanceof StorageException storage
              ? storage
              : new StorageException("append " + batch.size() + " uploads: " + e, e);
      batch.forEach(waiting -> waiting.durable().completeExceptionally(failure));
    }
  }
}
