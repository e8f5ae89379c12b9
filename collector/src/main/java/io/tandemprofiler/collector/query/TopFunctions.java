package io.tandemprofiler.collector.query;

import io.tandemprofiler.collector.store.SaturatedSum;
import io.tandemprofiler.model.Frame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The most expensive functions. Immutable.
 *
 * @param functions how many there are, also beyond those that are listed
 * @param costs the dearest first; equals in the order of their frames
 */
public record TopFunctions(int functions, List<FunctionCost> costs) {

  /** Costs one pass over the tree. Empty where the tree is. */
  public static TopFunctions of(FlameTree tree, Order order, int limit) {
    List<FunctionCost> costs = costs(tree);
    List<FunctionCost> top = costs.stream().sorted(dearestFirst(order)).limit(limit).toList();
    return new TopFunctions(costs.size(), top);
  }

  /** Every function of a tree, in the order of its frames. */
  static List<FunctionCost> costs(FlameTree tree) {
    List<Frame> frames = tree.frames();
    TreeTotals totals = new TreeTotals(tree);
    double[] self = new double[frames.size()];
    double[] total = new double[frames.size()];
    long[] selfSamples = new long[frames.size()];
    long[] totalSamples = new long[frames.size()];
    boolean[] outermost = outermost(tree);
    for (int node = 1; node < totals.callers.length; node++) {
      int frame = tree.frameIndexes()[node - 1];
      self[frame] += tree.selfValues()[node];
      selfSamples[frame] = SaturatedSum.of(selfSamples[frame], tree.selfSamples()[node]);
      if (outermost[node]) {
        total[frame] += totals.values[node];
        totalSamples[frame] = SaturatedSum.of(totalSamples[frame], totals.samples[node]);
      }
    }
    List<FunctionCost> costs = new ArrayList<>(frames.size());
    for (int i = 0; i < frames.size(); i++) {
      costs.add(
          new FunctionCost(frames.get(i), self[i], total[i], selfSamples[i], totalSamples[i]));
    }
    return costs;
  }

  /** Of which nodes the frame stands on no level above. */
  private static boolean[] outermost(FlameTree tree) {
    int[] open = new int[tree.frames().size()]; // how often each frame is on the path
    int[] path = new int[64];
    boolean[] outermost = new boolean[tree.selfValues().length];
    int depth = 0;
    for (int node = 1; node < outermost.length; node++) {
      for (int up = tree.ascents()[node - 1]; up > 0; up--) {
        open[path[depth--]]--;
      }
      if (++depth == path.length) {
        path = Arrays.copyOf(path, depth * 2);
      }
      path[depth] = tree.frameIndexes()[node - 1];
      outermost[node] = open[path[depth]]++ == 0;
    }
    return outermost;
  }

  private static Comparator<FunctionCost> dearestFirst(Order order) {
    Comparator<FunctionCost> cheapestFirst =
        order == Order.SELF
            ? Comparator.comparingDouble(FunctionCost::self)
                .thenComparingDouble(FunctionCost::total)
            : Comparator.comparingDouble(FunctionCost::total)
                .thenComparingDouble(FunctionCost::self);
    return cheapestFirst.reversed().thenComparing(FunctionCost::frame);
  }
}
