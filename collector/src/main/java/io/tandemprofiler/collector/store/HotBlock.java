package io.tandemprofiler.collector.store;

import io.tandemprofiler.collector.store.HotStore.SegmentContent;
import io.tandemprofiler.collector.store.StoredColumns.Numbers;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.Window;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Rows of a segment as a block: what {@link OpenSegment} wrote, numbered in preorder. */
final class HotBlock {
  private HotBlock() {}

  /**
   * Empty where no row was selected.
   *
   * @param damage is told of each row, or of the dictionary, that cannot be read and is left out
   */
  static Optional<ProfileBlock> of(
      SegmentContent content, Predicate<HotRow> selected, Consumer<String> damage) {
    List<HotRow> hot = content.rows().stream().filter(selected).toList();
    if (hot.isEmpty()) {
      return Optional.empty();
    }
    GrowingPaths grown = new GrowingPaths();
    try {
      content.dictionary().forEach(part -> add(grown, new ColumnReader(Zstandard.inflate(part))));
    } catch (StorageException e) {
      damage.accept("the dictionary of " + hot.size() + " rows: " + e.getMessage());
      return Optional.empty();
    }
    Preorder order = Preorder.of(grown);
    Numbers numbers = new Numbers(order.ranks(), frameNumbers(grown, order));
    CallPaths paths = order.paths();
    List<StoredProfile> rows = new ArrayList<>();
    for (HotRow row : hot) {
      try {
        rows.add(profile(paths, row, numbers));
      } catch (StorageException e) {
        damage.accept(
            "profile " + HexFormat.of().formatHex(row.profileId()) + ": " + e.getMessage());
      }
    }
    rows.sort(ProfileBlock.IN_ORDER);
    return rows.isEmpty() ? Optional.empty() : Optional.of(new ProfileBlock(paths, rows));
  }

  private static StoredProfile profile(CallPaths paths, HotRow row, Numbers numbers) {
    Body body = new Body(row);
    body.part(0); // it is whole, or damage
    List<SeriesKey> keys = SeriesSet.keys(row.series());
    return new StoredProfile(
        paths,
        row.profileId(),
        row.producer(),
        new Window(row.startMillis(), row.durationMillis()),
        new StoredColumns(
                row.series(),
                key -> Optional.of(Columns.readCounts(key, body.part(2 + keys.indexOf(key)))),
                () -> Columns.readLines(body.part(1)))
            .moved(numbers),
        () -> Optional.of(Envelope.read(body.part(0).rest()).profile()));
  }

  private static void add(GrowingPaths paths, ColumnReader part) {
    Columns.readFrames(part.part()).forEach(paths::frameId);
    for (int rest = part.count(); rest > 0; rest--) {
      int node = paths.nodes();
      paths.child(node - part.count(node), part.count(paths.frames() - 1));
    }
  }

  private static int[] frameNumbers(GrowingPaths grown, Preorder order) {
    Map<Object, Integer> numbers = new HashMap<>();
    IntStream.range(0, order.frames.size()).forEach(i -> numbers.put(order.frames.get(i), i));
    return IntStream.range(0, grown.frames()).map(i -> numbers.get(grown.frame(i))).toArray();
  }

  /**
   * What {@link OpenSegment} wrote of a row: envelope, lines, and the columns of each kind of
   * series. Inflated only as long as memory lets it be: an hour is many times what is stored of it.
   * Thread-safe.
   */
  private static final class Body {
    private final byte[] stored;
    private volatile SoftReference<byte[]> inflated = new SoftReference<>(null);

    Body(HotRow row) {
      this.stored = row.body();
    }

    ColumnReader part(int number) {
      ColumnReader in = new ColumnReader(inflate());
      for (int skipped = 0; skipped < number; skipped++) {
        in.part();
      }
      return in.part();
    }

    private byte[] inflate() {
      byte[] bytes = inflated.get();
      if (bytes == null) {
        bytes = Zstandard.inflate(stored);
        inflated = new SoftReference<>(bytes);
      }
      return bytes;
    }
  }
}
