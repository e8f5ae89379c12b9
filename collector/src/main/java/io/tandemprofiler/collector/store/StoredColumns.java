package io.tandemprofiler.collector.store;

import io.tandemprofiler.model.LineHits;
import io.tandemprofiler.model.SeriesKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * What a row counts; decoded each time it is asked for.
 *
 * @param series which kinds there are, as {@link SeriesSet} packs them
 * @param columns of a kind that there is; empty where they cannot be read
 * @param lines the line hits; empty where they cannot be read
 */
record StoredColumns(
    long series, Function<SeriesKey, Optional<Counts>> columns, Supplier<List<LineHits>> lines) {

  Optional<Counts> counts(SeriesKey key) {
    return (series & SeriesSet.of(List.of(key))) == 0 ? Optional.empty() : columns.apply(key);
  }

  /** The same on another tree. */
  StoredColumns moved(Numbers numbers) {
    return new StoredColumns(
        series,
        key -> columns.apply(key).map(numbers::ofNodes),
        () -> numbers.ofFrames(lines.get()));
  }

  /** From the numbers in one tree to those in another. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Numbers(int[] nodes, int[] frames) {
    /** Both trees are numbered in preorder, or the counts were made in it: the order stays. */
    Counts ofNodes(Counts counts) {
      return counts.renumbered(nodes);
    }

    List<LineHits> ofFrames(List<LineHits> lineHits) {
      return lineHits.stream().map(this::of).toList();
    }

    private LineHits of(LineHits hits) {
      List<Integer> order = new ArrayList<>(IntStream.range(0, hits.size()).boxed().toList());
      order.sort(
          Comparator.<Integer>comparingInt(i -> frames[hits.frame(i)])
              .thenComparingInt(hits::line));
      int[] sorted = order.stream().mapToInt(Integer::intValue).toArray();
      return new LineHits(
          hits.measure(),
          IntStream.of(sorted).map(i -> frames[hits.frame(i)]).toArray(),
          IntStream.of(sorted).map(hits::line).toArray(),
          IntStream.of(sorted).mapToLong(hits::selfSamples).toArray(),
          IntStream.of(sorted).mapToLong(hits::totalSamples).toArray());
    }
  }
}
