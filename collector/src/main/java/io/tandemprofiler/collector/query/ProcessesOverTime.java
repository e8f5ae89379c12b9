package io.tandemprofiler.collector.query;

import io.tandemprofiler.collector.store.AgentSum;
import io.tandemprofiler.collector.store.Block;
import io.tandemprofiler.collector.store.GaugeSum;
import io.tandemprofiler.collector.store.ProfileRow;
import io.tandemprofiler.collector.store.ProfileSelection;
import io.tandemprofiler.collector.store.ProfileStore;
import io.tandemprofiler.collector.store.Resolution;
import io.tandemprofiler.model.Gauge;
import io.tandemprofiler.model.ProcessStatistics;

/**
 * What processes said of their memory and garbage collection, over time. Immutable.
 *
 * <p>Gauges are those of one process: a mean is over processes and time, each window for as long as
 * it lasted; a peak is the highest of any process. Counts and times of collections are spread
 * evenly over the steps that their windows cover, and add up over processes.
 *
 * @param observedMillis by step: of all windows together; 0 in a gap
 * @param residentBytes by step: mean of a process; NaN where none was read
 * @param heapBytes by step: used on the JVM's heap, garbage included; NaN where none was read
 * @param heapPeakBytes by step: the most that was read of any process; 0 where none was read
 * @param heapLimitBytes by step: the smallest limit of any process; 0 where none is known
 * @param gcCount by step: how many collections
 * @param gcMicros by step: how long they took
 */
@SuppressWarnings("ArrayRecordComponent") // a value of many columns, never compared
public record ProcessesOverTime(
    long fromMillis,
    long stepMillis,
    double[] observedMillis,
    double[] residentBytes,
    double[] heapBytes,
    double[] heapPeakBytes,
    double[] heapLimitBytes,
    double[] gcCount,
    double[] gcMicros) {

  /**
   * The statistics of the selected profiles, by steps.
   *
   * @throws IllegalArgumentException where there are more than {@link Timeline#MAX_STEPS}
   */
  public static ProcessesOverTime find(
      ProfileStore store, ProfileSelection selection, long stepMillis) {
    Sum sum = new Sum(Steps.over(selection, stepMillis));
    store.scan(selection, sum.steps.coarsest(), sum::add);
    return sum.toProcesses();
  }

  /** What one process said over some time. */
  private record Part(
      long firstMillis,
      long lastMillis,
      long observedMillis,
      GaugeSum residentBytes,
      GaugeSum heapBytes,
      long gcCount,
      long gcMicros) {
    static Part of(AgentSum agent) {
      return new Part(
          agent.firstMillis(),
          agent.lastMillis(),
          agent.observedMillis(),
          agent.residentBytes(),
          agent.heapBytes(),
          agent.gcCount(),
          agent.gcMicros());
    }

    static Part of(ProfileRow row) {
      ProcessStatistics statistics = row.statistics();
      return new Part(
          row.firstMillis(),
          row.lastMillis(),
          row.observedMillis(),
          sum(statistics.residentBytes()),
          sum(statistics.heapBytes()),
          statistics.gcCount(),
          statistics.gcMicros());
    }

    private static GaugeSum sum(Gauge gauge) {
      return new GaugeSum(gauge.mean(), gauge.mean(), gauge.peak(), gauge.mean(), gauge.limit());
    }
  }

  private static final class Sum {
    private final Steps steps;
    private final double[] observedMillis;
    private final Means residentBytes;
    private final Means heapBytes;
    private final double[] heapPeakBytes;
    private final double[] heapLimitBytes;
    private final double[] gcCount;
    private final double[] gcMicros;

    Sum(Steps steps) {
      this.steps = steps;
      this.observedMillis = new double[steps.count()];
      this.residentBytes = new Means(steps.count());
      this.heapBytes = new Means(steps.count());
      this.heapPeakBytes = new double[steps.count()];
      this.heapLimitBytes = new double[steps.count()];
      this.gcCount = new double[steps.count()];
      this.gcMicros = new double[steps.count()];
    }

    /** Sums say what each process said; profiles say each their own. */
    void add(Block block) {
      if (block.resolution() == Resolution.PROFILE) {
        block.rows().forEach(row -> row.profile().ifPresent(profile -> add(Part.of(profile))));
      } else {
        block.agents().forEach(agent -> add(Part.of(agent)));
      }
    }

    private void add(Part part) {
      spread(part, (double) part.observedMillis(), observedMillis);
      spread(part, (double) part.gcCount(), gcCount);
      spread(part, (double) part.gcMicros(), gcMicros);
      addMean(part, part.residentBytes(), residentBytes);
      addMean(part, part.heapBytes(), heapBytes);
      steps.forEach(
          part.firstMillis(),
          part.lastMillis(),
          step -> {
            heapPeakBytes[step] = Math.max(heapPeakBytes[step], (double) part.heapBytes().max());
            heapLimitBytes[step] = least(heapLimitBytes[step], (double) part.heapBytes().limit());
          });
    }

    private void addMean(Part part, GaugeSum gauge, Means means) {
      if (gauge.max() > 0) {
        spread(part, gauge.mean() * part.observedMillis(), means.weighted);
        spread(part, (double) part.observedMillis(), means.weights);
      }
    }

    private void spread(Part part, double value, double[] column) {
      steps.spread(part.firstMillis(), part.lastMillis(), value, column);
    }

    /** Of those that are known. */
    private static double least(double one, double other) {
      return one == 0 || other == 0 ? Math.max(one, other) : Math.min(one, other);
    }

    ProcessesOverTime toProcesses() {
      return new ProcessesOverTime(
          steps.fromMillis(),
          steps.stepMillis(),
          observedMillis,
          residentBytes.toColumn(),
          heapBytes.toColumn(),
          heapPeakBytes,
          heapLimitBytes,
          gcCount,
          gcMicros);
    }
  }

  /** Means by step, each value weighed by how long it held. */
  private static final class Means {
    private final double[] weighted;
    private final double[] weights;

    Means(int steps) {
      weighted = new double[steps];
      weights = new double[steps];
    }

    double[] toColumn() {
      double[] means = new double[weights.length];
      for (int step = 0; step < means.length; step++) {
        means[step] = weighted[step] / weights[step];
      }
      return means;
    }
  }
}
