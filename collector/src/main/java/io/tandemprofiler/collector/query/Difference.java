package io.tandemprofiler.collector.query;

import io.tandemprofiler.collector.store.Preorder;
import io.tandemprofiler.collector.store.SaturatedSum;
import io.tandemprofiler.model.Frame;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Two flame trees side by side: one tree with the paths of both, in the order and numbering of
 * {@link FlameTree}, and the functions that make the difference. Immutable.
 *
 * @param frames in order of first use in the tree
 * @param ascents one for each node but the root
 * @param frameIndexes one for each node but the root, into {@code frames}
 * @param before self values and samples, one for each node, the root first
 * @param after the same of the other tree
 * @param changes every function, the one that changed most first
 */
@SuppressWarnings("ArrayRecordComponent") // a value of many columns, never compared
public record Difference(
    List<Frame> frames,
    int[] ascents,
    int[] frameIndexes,
    Side before,
    Side after,
    List<FunctionChange> changes) {

  /**
   * Puts both trees into one.
   *
   * @param before and {@code after} best not pruned
   * @param minShare of the total of either side; paths that are worth less on both are summed
   * @param maxNodes to tell apart, at least 1; those of the largest share of either side are kept
   */
  public static Difference of(
      FlameTree before, FlameTree after, Scale scale, double minShare, int maxNodes) {
    Pair pair = new Pair();
    pair.add(before, pair.before);
    pair.add(after, pair.after);
    Preorder order = new Preorder(pair.tree.paths(), pair.prune(minShare, maxNodes));
    return new Difference(
        order.frames,
        order.ascents,
        order.frameIndexes,
        pair.before.toSide(order.numbers),
        pair.after.toSide(order.numbers),
        changes(before, after, scale));
  }

  private static List<FunctionChange> changes(FlameTree before, FlameTree after, Scale scale) {
    Map<Frame, FunctionCost> costs = new TreeMap<>();
    TopFunctions.costs(before).forEach(cost -> costs.put(cost.frame(), cost));
    Map<Frame, FunctionCost> later = new HashMap<>();
    for (FunctionCost cost : TopFunctions.costs(after)) {
      later.put(cost.frame(), cost);
      costs.putIfAbsent(cost.frame(), nothing(cost.frame()));
    }
    return costs.values().stream()
        .map(cost -> scale.change(cost, later.getOrDefault(cost.frame(), nothing(cost.frame()))))
        .sorted(
            Comparator.comparingDouble((FunctionChange change) -> Math.abs(change.change()))
                .reversed()
                .thenComparing(FunctionChange::frame))
        .toList();
  }

  private static FunctionCost nothing(Frame frame) {
    return new FunctionCost(frame, 0, 0, 0, 0);
  }

  /**
   * Self values and samples of one side.
   *
   * @param values one for each node, in the unit of the measure
   * @param samples one for each node
   */
  public record Side(double[] values, long[] samples) {}

  /** Both trees in one, with two pairs of columns. */
  private static final class Pair {
    private final GrowingTree tree = new GrowingTree();
    private final Columns before = new Columns();
    private final Columns after = new Columns();

    void add(FlameTree source, Columns columns) {
      int[] callers = new TreeTotals(source).callers;
      int[] placed = new int[callers.length];
      columns.add(GrowingTree.ROOT, source.selfValues()[0], source.selfSamples()[0]);
      for (int node = 1; node < callers.length; node++) {
        Frame frame = source.frames().get(source.frameIndexes()[node - 1]);
        placed[node] = tree.child(placed[callers[node]], tree.frameId(frame));
        columns.add(placed[node], source.selfValues()[node], source.selfSamples()[node]);
      }
    }

    /** Adds what is worth little on both sides to its caller's {@code <other>}; what stays. */
    boolean[] prune(double minShare, int maxNodes) {
      int size = tree.nodes();
      boolean[] valuable =
          PrunedTree.valuable(tree, worth(), Math.max(minShare, Double.MIN_VALUE), maxNodes);
      int other = tree.frameId(FlameTree.OTHER);
      int[] kept = new int[size]; // of each node itself, or the nearest caller that is kept
      boolean[] stay = new boolean[size * 2];
      stay[0] = true;
      for (int node = 1; node < size; node++) {
        int caller = kept[tree.caller(node)];
        kept[node] = valuable[node] ? node : caller;
        int place = valuable[node] ? node : tree.child(caller, other);
        stay[place] = true;
        before.move(node, place);
        after.move(node, place);
      }
      return Arrays.copyOf(stay, tree.nodes());
    }

    /** The larger of a node's two shares. */
    private double[] worth() {
      double[] first = before.totals(tree);
      double[] second = after.totals(tree);
      return IntStream.range(0, first.length)
          .mapToDouble(node -> Math.max(share(first, node), share(second, node)))
          .toArray();
    }

    private static double share(double[] totals, int node) {
      return totals[0] > 0 ? totals[node] / totals[0] : 0;
    }
  }

  /** Self values and samples by node, growing. */
  private static final class Columns {
    private double[] values = new double[1024];
    private long[] samples = new long[1024];

    void add(int node, double value, long count) {
      reach(node);
      values[node] += value;
      samples[node] = SaturatedSum.of(samples[node], count);
    }

    void move(int from, int to) {
      if (from != to && from < values.length) {
        double value = values[from];
        long count = samples[from];
        values[from] = 0;
        samples[from] = 0;
        add(to, value, count);
      }
    }

    double[] totals(GrowingTree tree) {
      double[] totals = Arrays.copyOf(values, tree.nodes());
      for (int node = totals.length - 1; node > 0; node--) {
        totals[tree.caller(node)] += totals[node];
      }
      return totals;
    }

    Side toSide(int[] numbers) {
      reach(Arrays.stream(numbers).max().orElse(0));
      return new Side(
          Arrays.stream(numbers).mapToDouble(node -> values[node]).toArray(),
          Arrays.stream(numbers).mapToLong(node -> samples[node]).toArray());
    }

    private void reach(int node) {
      if (node >= values.length) {
        int length = Math.max(node + 1, Math.multiplyExact(values.length, 2));
        values = Arrays.copyOf(values, length);
        samples = Arrays.copyOf(samples, length);
      }
    }
  }
}
