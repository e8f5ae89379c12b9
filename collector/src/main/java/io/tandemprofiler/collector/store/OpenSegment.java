package io.tandemprofiler.collector.store;

import io.tandemprofiler.collector.store.HotStore.SegmentAppend;
import io.tandemprofiler.collector.store.StoredColumns.Numbers;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Profile;
import io.tandemprofiler.model.Series;
import io.tandemprofiler.model.Upload;
import java.util.ArrayList;
import java.util.List;

/** A segment while its one writer appends to it. One thread alone touches it. */
final class OpenSegment {
  private static final long NODE_BYTES = 24; // with its part of the hash table, at worst
  private static final long FRAME_BYTES = 300;

  private final Segment segment;
  private final GrowingPaths paths = new GrowingPaths();
  private boolean begun;
  private int writtenFrames;
  private int writtenNodes = 1;
  private long rowBytes;

  OpenSegment(Segment segment) {
    this.segment = segment;
  }

  Segment segment() {
    return segment;
  }

  /** About what it takes in memory. */
  long bytes() {
    return paths.nodes() * NODE_BYTES + paths.frames() * FRAME_BYTES;
  }

  /** How much its rows take, as they are stored. */
  long rowBytes() {
    return rowBytes;
  }

  /** The row of an upload; its paths are part of the dictionary from now on. */
  HotRow row(Upload upload, long rememberedMillis) {
    Profile profile = upload.profile();
    CallPaths own = CallPaths.of(profile);
    int[] frames = paths.frameIds(own.frames());
    int[] nodes = paths.addAll(own, frames);
    ColumnWriter body =
        new ColumnWriter()
            .bytes(
                Envelope.write(
                    upload.profileId(),
                    upload.producer(),
                    profile.window(),
                    profile.statistics(),
                    profile.heap().orElse(null)))
            .bytes(Columns.writeLines(new Numbers(null, frames).ofFrames(profile.lineHits())));
    for (Series series : profile.series()) {
      body.bytes(Columns.writeCounts(Counts.of(series).renumbered(nodes)));
    }
    return new HotRow(
        upload.profileId(),
        profile.window().startMillis(),
        profile.window().durationMillis(),
        rememberedMillis,
        upload.producer(),
        SeriesSet.of(profile.series().stream().map(Series::key).toList()),
        Zstandard.deflate(body.toBytes()));
  }

  /** The rows with what they need of the dictionary that was not taken before. */
  SegmentAppend take(List<HotRow> rows) {
    boolean begins = !begun;
    begun = true;
    rowBytes += rows.stream().mapToLong(row -> row.body().length).sum();
    return new SegmentAppend(segment, begins, takeDictionary(), rows);
  }

  private byte[] takeDictionary() {
    if (paths.frames() == writtenFrames && paths.nodes() == writtenNodes) {
      return new byte[0];
    }
    List<Frame> frames = new ArrayList<>();
    for (; writtenFrames < paths.frames(); writtenFrames++) {
      frames.add(paths.frame(writtenFrames));
    }
    ColumnWriter out = new ColumnWriter().bytes(Columns.writeFrames(frames));
    out.number(paths.nodes() - (long) writtenNodes);
    for (; writtenNodes < paths.nodes(); writtenNodes++) {
      out.number(writtenNodes - paths.caller(writtenNodes)).number(paths.frameOf(writtenNodes));
    }
    return Zstandard.deflate(out.toBytes());
  }
}
