package io.tandemprofiler.collector.query;

import io.tandemprofiler.collector.store.Counts;
import io.tandemprofiler.collector.store.ProfileSelection;
import io.tandemprofiler.collector.store.ProfileStore;
import io.tandemprofiler.collector.store.Resolution;
import io.tandemprofiler.collector.store.Row;
import io.tandemprofiler.collector.store.SaturatedSum;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.LineHits;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.SeriesKey;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The most expensive lines. Immutable.
 *
 * @param total of the measure, those paths included whose lines are not known
 * @param lines how many there are, also beyond those that are listed
 * @param costs the dearest first; equals in the order of their frames and lines
 */
public record TopLines(double total, int lines, List<LineCost> costs) {

  /** Sums up the lines of the selected profiles; states are not told apart by line. */
  public static TopLines find(
      ProfileStore store, ProfileSelection selection, Measure measure, Order order, int limit) {
    Sum sum = new Sum(measure);
    store.scan(
        selection,
        Resolution.DAY,
        block -> block.rows().forEach(row -> sum.add(block.paths().frames(), row)));
    return new TopLines(
        sum.total,
        sum.lines.size(),
        sum.lines.entrySet().stream()
            .map(line -> line.getValue().toCost(line.getKey()))
            .sorted(dearestFirst(order))
            .limit(limit)
            .toList());
  }

  private static Comparator<LineCost> dearestFirst(Order order) {
    Comparator<LineCost> cheapestFirst =
        Comparator.comparingDouble(order == Order.SELF ? LineCost::self : LineCost::total);
    return cheapestFirst.reversed().thenComparing(LineCost::frame).thenComparingInt(LineCost::line);
  }

  /**
   * What a line is worth: its samples times what a sample of the measure is worth on average in its
   * profile. Immutable.
   *
   * @param self while it was executing
   * @param total while it was on the stack: once, however often it recurs there
   */
  public record LineCost(
      Frame frame, int line, double self, double total, long selfSamples, long totalSamples) {}

  private record Line(Frame frame, int number) {}

  private static final class Cost {
    private double self;
    private double total;
    private long selfSamples;
    private long totalSamples;

    LineCost toCost(Line line) {
      return new LineCost(line.frame(), line.number(), self, total, selfSamples, totalSamples);
    }
  }

  private static final class Sum {
    private final Measure measure;
    private final Map<Line, Cost> lines = new HashMap<>();
    private double total;

    Sum(Measure measure) {
      this.measure = measure;
    }

    void add(List<Frame> frames, Row row) {
      double value = 0;
      double samples = 0;
      for (SeriesKey key : row.keys()) {
        if (key.measure() == measure) {
          Optional<Counts> counts = row.counts(key);
          if (counts.isEmpty()) {
            return; // cannot be read: what its samples are worth is not known
          }
          value += counts.get().totalValue();
          samples += counts.get().totalSamples();
        }
      }
      total += value;
      for (LineHits hits : row.lineHits()) {
        if (hits.measure() == measure) {
          add(frames, hits, value / samples); // R23: where there are hits, there is a series
        }
      }
    }

    private void add(List<Frame> frames, LineHits hits, double perSample) {
      for (int i = 0; i < hits.size(); i++) {
        Line line = new Line(frames.get(hits.frame(i)), hits.line(i));
        Cost cost = lines.computeIfAbsent(line, key -> new Cost());
        cost.self += hits.selfSamples(i) * perSample;
        cost.total += hits.totalSamples(i) * perSample;
        cost.selfSamples = SaturatedSum.of(cost.selfSamples, hits.selfSamples(i));
        cost.totalSamples = SaturatedSum.of(cost.totalSamples, hits.totalSamples(i));
      }
    }
  }
}
