package io.tandemprofiler.collector.store;

import io.tandemprofiler.collector.store.StoredColumns.Numbers;
import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Label;
import io.tandemprofiler.model.LineHits;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.SeriesKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Sums up blocks, of profiles or of sums, by labels. Samples and measured values add up; a total
 * that is spread by samples is spread so for each profile, and rounded so that nothing gets lost.
 */
final class Totals {
  /** Kinds of labels that are told apart; the rest is one sum. */
  static final int MAX_LABEL_SETS = 100;

  private final List<? extends Block> blocks;
  private final List<Numbers> numbers = new ArrayList<>();
  private final CallPaths paths;

  private Totals(List<? extends Block> blocks) {
    this.blocks = blocks;
    GrowingPaths grown = new GrowingPaths();
    List<int[]> nodes = blocks.stream().map(block -> grown.addAll(block.paths())).toList();
    Preorder order = Preorder.of(grown);
    this.paths = order.paths();
    int[] ranks = order.ranks();
    Map<Frame, Integer> frames = new HashMap<>();
    order.frames.forEach(frame -> frames.put(frame, frames.size()));
    for (int i = 0; i < blocks.size(); i++) {
      numbers.add(
          new Numbers(
              Arrays.stream(nodes.get(i)).map(node -> ranks[node]).toArray(),
              blocks.get(i).paths().frames().stream().mapToInt(frames::get).toArray()));
    }
  }

  /** The sections of an object with the sums of all rows of the blocks, at least one. */
  static Map<String, byte[]> write(List<? extends Block> blocks) {
    Totals totals = new Totals(blocks);
    List<StoredTotal> rows = new ArrayList<>();
    totals.groups().forEach((labels, parts) -> rows.add(totals.sum(labels, parts)));
    List<AgentSum> agents =
        AgentSums.merge(blocks.stream().flatMap(block -> block.agents().stream()).toList());
    return TotalBlock.write(totals.paths, rows, agents);
  }

  /** Rows by labels; under the empty key, last, those that are not told apart. */
  private Map<Optional<List<Label>>, List<Part>> groups() {
    Map<List<Label>, List<Part>> byLabels = new LinkedHashMap<>();
    List<Part> others = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      for (Row row : blocks.get(i).rows()) {
        Part part = new Part(row, numbers.get(i));
        (row.isOther() ? others : byLabels.computeIfAbsent(row.labels(), k -> new ArrayList<>()))
            .add(part);
      }
    }
    List<List<Label>> ranked = new ArrayList<>(byLabels.keySet());
    ranked.sort(
        Comparator.<List<Label>>comparingLong(labels -> profiles(byLabels.get(labels)))
            .reversed()
            .thenComparing(List::toString));
    Map<Optional<List<Label>>, List<Part>> groups = new LinkedHashMap<>();
    for (List<Label> labels : ranked) {
      if (groups.size() < MAX_LABEL_SETS) {
        groups.put(Optional.of(labels), byLabels.get(labels));
      } else {
        others.addAll(byLabels.get(labels));
      }
    }
    if (!others.isEmpty()) {
      groups.put(Optional.empty(), others);
    }
    return groups;
  }

  private StoredTotal sum(Optional<List<Label>> labels, List<Part> parts) {
    Set<SeriesKey> keys = new TreeSet<>();
    parts.forEach(part -> keys.addAll(part.row().keys()));
    Map<SeriesKey, Counts> counts = new HashMap<>();
    keys.forEach(key -> counts.put(key, sum(key, parts)));
    List<LineHits> lines = lines(parts);
    return new StoredTotal(
        labels.orElse(List.of()),
        labels.isEmpty(),
        profiles(parts),
        parts.stream().mapToLong(part -> part.row().firstMillis()).min().orElseThrow(),
        parts.stream().mapToLong(part -> part.row().lastMillis()).max().orElseThrow(),
        parts.stream().mapToLong(part -> part.row().observedMillis()).reduce(0, SaturatedSum::of),
        new StoredColumns(SeriesSet.of(keys), key -> Optional.of(counts.get(key)), () -> lines));
  }

  private Counts sum(SeriesKey key, List<Part> parts) {
    long[] samples = new long[paths.nodes()];
    double[] shares = new double[paths.nodes()];
    long[] values = new long[paths.nodes()];
    Set<EstimateReason> estimated = EnumSet.noneOf(EstimateReason.class);
    long totalSamples = 0;
    long totalValue = 0;
    for (Part part : parts) {
      if (!part.row().keys().contains(key)) {
        continue;
      }
      Counts counts =
          part.row()
              .counts(key)
              .orElseThrow(() -> new StorageException("columns of " + key + " are damaged", null));
      totalSamples = SaturatedSum.of(totalSamples, counts.totalSamples());
      totalValue = SaturatedSum.of(totalValue, counts.totalValue());
      estimated.addAll(counts.estimated());
      for (int i = 0; i < counts.size(); i++) {
        int node = part.numbers().nodes()[counts.node(i)];
        samples[node] = SaturatedSum.of(samples[node], counts.samples(i));
        if (counts.hasValues()) {
          values[node] = SaturatedSum.of(values[node], counts.ownValue(i));
        } else {
          shares[node] += counts.value(i);
        }
      }
    }
    round(shares, values);
    int[] nodes = IntStream.range(0, samples.length).filter(n -> samples[n] > 0).toArray();
    return new Counts(
        key,
        nodes,
        Arrays.stream(nodes).mapToLong(node -> samples[node]).toArray(),
        Arrays.stream(nodes).mapToLong(node -> values[node]).toArray(),
        0,
        totalSamples,
        totalValue,
        estimated);
  }

  /** Adds shares to whole values: what rounding takes from one node it gives to a later one. */
  private static void round(double[] shares, long[] values) {
    double owed = 0;
    for (int node = 0; node < shares.length; node++) {
      owed += shares[node];
      long whole = Math.round(owed);
      if (shares[node] > 0 && whole > 0) {
        values[node] = SaturatedSum.of(values[node], whole);
        owed -= whole;
      }
    }
  }

  private static List<LineHits> lines(List<Part> parts) {
    Map<Measure, Map<Long, long[]>> sums = new TreeMap<>();
    for (Part part : parts) {
      for (LineHits hits : part.row().lineHits()) {
        Map<Long, long[]> lines = sums.computeIfAbsent(hits.measure(), m -> new TreeMap<>());
        for (int i = 0; i < hits.size(); i++) {
          long line = (long) part.numbers().frames()[hits.frame(i)] << 32 | hits.line(i);
          long[] sum = lines.computeIfAbsent(line, key -> new long[2]);
          sum[0] = SaturatedSum.of(sum[0], hits.selfSamples(i));
          sum[1] = SaturatedSum.of(sum[1], hits.totalSamples(i));
        }
      }
    }
    List<LineHits> all = new ArrayList<>();
    sums.forEach((measure, lines) -> all.add(hits(measure, lines)));
    return all;
  }

  private static LineHits hits(Measure measure, Map<Long, long[]> lines) {
    return new LineHits(
        measure,
        lines.keySet().stream().mapToInt(line -> (int) (line >>> 32)).toArray(),
        lines.keySet().stream().mapToInt(Long::intValue).toArray(),
        lines.values().stream().mapToLong(sum -> sum[0]).toArray(),
        lines.values().stream().mapToLong(sum -> sum[1]).toArray());
  }

  private static long profiles(List<Part> parts) {
    return parts.stream().mapToLong(part -> part.row().profiles()).reduce(0, SaturatedSum::of);
  }

  private record Part(Row row, Numbers numbers) {}
}
