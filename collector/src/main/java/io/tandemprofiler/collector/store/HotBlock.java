package io.tandemprofiler.collector.store;

import io.tandemprofiler.collector.store.HotStore.SegmentContent;
import io.tandemprofiler.collector.store.StoredColumns.Numbers;
import io.tandemprofiler.model.Profile;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.Window;
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
    ColumnReader body = new ColumnReader(Zstandard.inflate(row.body()));
    byte[] envelope = body.bytes();
    ColumnReader lines = body.part();
    Map<SeriesKey, ColumnReader> counts = new HashMap<>();
    SeriesSet.keys(row.series()).forEach(key -> counts.put(key, body.part()));
    return new StoredProfile(
        paths,
        row.profileId(),
        row.producer(),
        new Window(row.startMillis(), row.durationMillis()),
        new StoredColumns(
                row.series(),
                key -> Optional.of(Columns.readCounts(key, counts.get(key).copy())),
                () -> Columns.readLines(lines.copy()))
            .moved(numbers),
        () -> Optional.of(rest(envelope)));
  }

  private static Profile rest(byte[] envelope) {
    return Envelope.read(envelope).profile();
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
}
