package io.tandemprofiler.agent.upload;

import io.tandemprofiler.model.Drop;
import io.tandemprofiler.model.DropKind;
import io.tandemprofiler.model.DropReason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Uploads that wait for the collector, oldest first, bounded in bytes; and the count of those that
 * were lost. Thread-safe.
 */
final class UploadQueue {
  /** What the collector takes, inflated (R1). */
  static final long MAX_MESSAGE_BYTES = 64 << 20;

  private final long maxBytes;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final Map<DropKind, Map<DropReason, Long>> lost = new TreeMap<>();
  private long bytes;

  UploadQueue(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** One upload: its bytes, the losses it reports, and when it may go. */
  static final class Waiting {
    final byte[] request;
    final List<Drop> reports;
    final long notBeforeNanos;

    Waiting(byte[] request, List<Drop> reports, long notBeforeNanos) {
      this.request = request;
      this.reports = reports;
      this.notBeforeNanos = notBeforeNanos;
    }
  }

  /** Adds one and drops the oldest until it fits; false where it never will, which is counted. */
  synchronized boolean offer(Waiting upload) {
    if (upload.request.length > Math.min(maxBytes, MAX_MESSAGE_BYTES)) {
      count(upload, DropReason.LIMIT);
      return false;
    }
    waiting.addLast(upload);
    bytes += upload.request.length;
    while (bytes > maxBytes) {
      drop(DropReason.QUEUE_FULL);
    }
    return true;
  }

  /** The oldest; {@code null} where none waits. It stays. */
  synchronized Waiting oldest() {
    return waiting.peekFirst();
  }

  /** Takes out what arrived, where it still waits. */
  synchronized void arrived(Waiting upload) {
    if (waiting.remove(upload)) {
      bytes -= upload.request.length;
    }
  }

  /** Takes out what will never arrive, where it still waits, and counts it. */
  synchronized void refused(Waiting upload, DropReason reason) {
    if (waiting.remove(upload)) {
      bytes -= upload.request.length;
      count(upload, reason);
    }
  }

  /** Counts what was lost before it became an upload. */
  synchronized void count(Drop drop) {
    lost.computeIfAbsent(drop.kind(), kind -> new TreeMap<>())
        .merge(drop.reason(), drop.count(), Long::sum);
  }

  /** What was lost since the last call, ascending by (kind, reason), one each. */
  synchronized List<Drop> takeDrops() {
    List<Drop> drops = new ArrayList<>();
    lost.forEach(
        (kind, byReason) ->
            byReason.forEach((reason, count) -> drops.add(new Drop(kind, reason, count))));
    lost.clear();
    return drops;
  }

  private void drop(DropReason reason) {
    Waiting oldest = waiting.removeFirst();
    bytes -= oldest.request.length;
    count(oldest, reason);
  }

  /** What a lost upload would have reported is not lost with it. */
  private void count(Waiting upload, DropReason reason) {
    count(new Drop(DropKind.UPLOAD, reason, 1));
    upload.reports.forEach(this::count);
  }
}
