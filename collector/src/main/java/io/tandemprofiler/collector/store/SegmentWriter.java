package io.tandemprofiler.collector.store;

import io.tandemprofiler.collector.store.HotStore.SegmentAppend;
import io.tandemprofiler.model.Sampler;
import io.tandemprofiler.model.Upload;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Turns uploads into rows of segments of its own and appends them. Its dictionaries take no more
 * memory together than it is told: the one that was not used for longest is given up, and what
 * comes next for its hour begins another segment, as does what follows when one is as large as is
 * closed at once. One thread alone touches it.
 */
final class SegmentWriter {
  /** Of rows, as they are stored: what whoever closes a segment holds in memory, inflated. */
  static final long SEGMENT_BYTES = 16 << 20;

  private static final long REMEMBER_MILLIS = TimeUnit.HOURS.toMillis(24);

  /** A file may be given again whenever it is found again: as long as sums of days are kept. */
  private static final long REMEMBER_IMPORT_MILLIS = Retention.DEFAULT.days().toMillis();

  private final HotStore hot;
  private final Clock clock;
  private final long maxBytes;
  private final long segmentBytes;
  private final String name = UUID.randomUUID().toString();
  private final Map<Hour, OpenSegment> open = new LinkedHashMap<>(16, 0.75f, true);
  private long segments;

  /**
   * @param maxBytes of the dictionaries in memory between two batches, about
   */
  SegmentWriter(HotStore hot, Clock clock, long maxBytes) {
    this(hot, clock, maxBytes, SEGMENT_BYTES);
  }

  SegmentWriter(HotStore hot, Clock clock, long maxBytes, long segmentBytes) {
    this.hot = hot;
    this.clock = clock;
    this.maxBytes = maxBytes;
    this.segmentBytes = segmentBytes;
  }

  /**
   * Appends all of it in one commit and completes what waits for it.
   *
   * @throws StorageException where that failed: nothing of the batch is stored, nobody was told
   */
  void write(List<Waiting> batch) {
    List<Waiting> left = batch;
    try {
      while (!left.isEmpty()) {
        left = append(left);
      }
    } catch (RuntimeException | Error e) {
      open.clear(); // what was not written of their dictionaries is not known any more
      throw e;
    }
    giveUpUnused();
  }

  /** What met a segment that was sealed meanwhile, and is to be appended to another. */
  private List<Waiting> append(List<Waiting> batch) {
    Map<OpenSegment, List<HotRow>> rows = new LinkedHashMap<>();
    Map<Segment, List<Waiting>> waiting = new HashMap<>();
    for (Waiting one : batch) {
      Hour hour = Hour.of(one);
      OpenSegment segment = open.computeIfAbsent(hour, this::begin);
      rows.computeIfAbsent(segment, s -> new ArrayList<>())
          .add(segment.row(one.upload(), rememberedMillis(one.upload())));
      waiting.computeIfAbsent(segment.segment(), s -> new ArrayList<>()).add(one);
    }
    List<SegmentAppend> appends = new ArrayList<>();
    rows.forEach((segment, added) -> appends.add(segment.take(added)));
    Set<Segment> sealed = hot.append(appends);
    open.values().removeIf(segment -> sealed.contains(segment.segment()));
    List<Waiting> again = new ArrayList<>();
    waiting.forEach(
        (segment, those) -> {
          if (sealed.contains(segment)) {
            again.addAll(those);
          } else {
            those.forEach(one -> one.durable().complete(null));
          }
        });
    return again;
  }

  private OpenSegment begin(Hour hour) {
    return new OpenSegment(
        new Segment(hour.tenant(), hour.service(), hour.millis(), name + "-" + segments++));
  }

  private long rememberedMillis(Upload upload) {
    boolean isImport = upload.profile().statistics().sampler() == Sampler.IMPORT;
    return Math.max(upload.profile().window().startMillis(), clock.millis())
        + (isImport ? REMEMBER_IMPORT_MILLIS : REMEMBER_MILLIS);
  }

  private void giveUpUnused() {
    open.values().removeIf(segment -> segment.rowBytes() >= segmentBytes);
    long bytes = open.values().stream().mapToLong(OpenSegment::bytes).sum();
    Iterator<OpenSegment> unused = open.values().iterator();
    while (bytes > maxBytes && unused.hasNext()) {
      bytes -= unused.next().bytes();
      unused.remove();
    }
  }

  /** An upload on its way, and who waits for it. */
  record Waiting(String tenant, Upload upload, CompletableFuture<Void> durable) {}

  private record Hour(String tenant, String service, long millis) {
    static Hour of(Waiting one) {
      long start = one.upload().profile().window().startMillis();
      return new Hour(one.tenant(), one.upload().producer().service(), Times.hour(start));
    }
  }
}
