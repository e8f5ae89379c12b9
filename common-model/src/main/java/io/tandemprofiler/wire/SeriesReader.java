package io.tandemprofiler.wire;

import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.Series;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.SeriesTotal;
import io.tandemprofiler.model.ThreadState;
import java.util.List;

/** Reads a series, and refuses what breaks R19 to R22. */
final class SeriesReader {
  private SeriesReader() {}

  static Series read(MessageReader in, int treeNodes, List<Series> before) throws RefusedException {
    Measure measure = Measure.UNSPECIFIED;
    ThreadState state = ThreadState.UNSPECIFIED;
    long period = 0;
    long totalValue = 0;
    int[] nodes = {};
    long[] samples = {};
    long[] values = {};
    EstimateReason estimated = EstimateReason.UNSPECIFIED;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1:
          measure = Enums.known(in.index(), Measure::of, "Measure");
          break;
        case 2:
          state = Enums.known(in.index(), ThreadState::of, "ThreadState");
          break;
        case 3:
          period = in.number();
          break;
        case 4:
          totalValue = in.number();
          break;
        case 5:
          nodes = in.indexes();
          break;
        case 6:
          samples = in.numbers();
          break;
        case 7:
          values = in.numbers();
          break;
        case 8:
          estimated = Enums.known(in.index(), EstimateReason::of, "EstimateReason");
          break;
        default:
          throw in.unknownField();
      }
    }
    SeriesKey key = key(measure, state, before);
    requireColumns(key, nodes, samples, values);
    toNodes(key, nodes, treeNodes);
    requireTotal(key, period, totalValue, samples, values);
    return new Series(key, new SeriesTotal(period, totalValue, estimated), nodes, samples, values);
  }

  private static SeriesKey key(Measure measure, ThreadState state, List<Series> before)
      throws RefusedException {
    if (measure == Measure.UNSPECIFIED) {
      throw RefusedException.of("R19", "series " + before.size() + " has no measure");
    }
    if (!measure.allows(state)) {
      throw RefusedException.of("R20", measure + " has no state " + state);
    }
    SeriesKey key = new SeriesKey(measure, state);
    if (!before.isEmpty() && before.get(before.size() - 1).key().compareTo(key) >= 0) {
      throw RefusedException.of("R19", "series " + key + " does not sort after the one before");
    }
    return key;
  }

  private static void requireColumns(SeriesKey key, int[] nodes, long[] samples, long[] values)
      throws RefusedException {
    if (nodes.length == 0 || nodes.length != samples.length) {
      throw RefusedException.of(
          "R19", key + ": " + nodes.length + " nodes with " + samples.length + " samples");
    }
    int expected = key.measure().hasValues() ? nodes.length : 0;
    if (values.length != expected) {
      throw RefusedException.of("R22", key + ": " + values.length + " values, not " + expected);
    }
  }

  /** Turns deltas into node indexes, in place. */
  private static void toNodes(SeriesKey key, int[] deltas, int treeNodes) throws RefusedException {
    long node = 0;
    for (int i = 0; i < deltas.length; i++) {
      if (i > 0 && deltas[i] == 0) {
        throw RefusedException.of("R21", key + ": entry " + i + " repeats node " + node);
      }
      node += deltas[i];
      if (node >= treeNodes) {
        throw RefusedException.of("R21", key + ": node " + node + " of " + treeNodes);
      }
      deltas[i] = (int) node;
    }
  }

  private static void requireTotal(
      SeriesKey key, long period, long totalValue, long[] samples, long[] values)
      throws RefusedException {
    for (long count : samples) {
      if (count == 0) {
        throw RefusedException.of("R21", key + ": an entry without samples");
      }
    }
    long sampleSum = sum("R21", key, samples);
    if (key.measure().hasValues() && sum("R22", key, values) != totalValue) {
      throw RefusedException.of("R22", key + ": values do not sum to " + totalValue);
    }
    if (key.measure() == Measure.SAMPLES && (period != 0 || totalValue != sampleSum)) {
      throw RefusedException.of("R22", key + ": a period, or a total that is not its samples");
    }
  }

  private static long sum(String rule, SeriesKey key, long[] column) throws RefusedException {
    long sum = 0;
    for (long value : column) {
      sum += value;
      if (sum < 0) {
        throw RefusedException.of(rule, key + ": the sum is above 2^63 - 1");
      }
    }
    return sum;
  }
}
