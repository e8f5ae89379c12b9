package io.tandemprofiler.collector.query;

import io.tandemprofiler.collector.store.Preorder;
import io.tandemprofiler.collector.store.SaturatedSum;
import io.tandemprofiler.model.Frame;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The valuable nodes of a {@link GrowingTree} in preorder, siblings in the order of their frames,
 * the others summed. Uses the tree up.
 *
 * <p>A caller is worth at least what each of its callees is: what is kept is always a tree.
 */
final class PrunedTree {
  private final GrowingTree tree;
  private final double[] totals;
  private final long[] totalSamples;
  private final boolean[] kept;
  private final Preorder order;
  private int prunedNodes;
  private double prunedValue;

  PrunedTree(GrowingTree tree, double minShare, int maxNodes) {
    this.tree = tree;
    totals = new double[tree.nodes()];
    totalSamples = new long[tree.nodes()];
    sumUp();
    kept = valuable(tree, totals, totals[0] * minShare, maxNodes);
    order = new Preorder(tree.paths(), replaceByOther());
  }

  List<Frame> frames() {
    return order.frames;
  }

  int[] ascents() {
    return order.ascents;
  }

  int[] frameIndexes() {
    return order.frameIndexes;
  }

  double[] selfValues() {
    return Arrays.stream(order.numbers).mapToDouble(tree::value).toArray();
  }

  long[] selfSamples() {
    return Arrays.stream(order.numbers).mapToLong(tree::samples).toArray();
  }

  int prunedNodes() {
    return prunedNodes;
  }

  double prunedValue() {
    return prunedValue;
  }

  /** Callees come after their callers: one pass backwards. */
  private void sumUp() {
    for (int node = totals.length - 1; node > 0; node--) {
      totals[node] += tree.value(node);
      totalSamples[node] = SaturatedSum.of(totalSamples[node], tree.samples(node));
      int caller = tree.caller(node);
      totals[caller] += totals[node];
      totalSamples[caller] = SaturatedSum.of(totalSamples[caller], totalSamples[node]);
    }
    totals[0] += tree.value(0);
  }

  /**
   * The nodes that are worth most, and the root.
   *
   * @param worth one for each node; a caller's is at least each callee's
   * @param minWorth of a node that is kept
   * @param maxNodes beside the root, at least 1
   */
  static boolean[] valuable(GrowingTree tree, double[] worth, double minWorth, int maxNodes) {
    double least = Math.max(minWorth, leastOf(worth, maxNodes));
    boolean[] valuable = new boolean[worth.length];
    int room =
        maxNodes - (int) IntStream.range(1, worth.length).filter(n -> worth[n] > least).count();
    valuable[0] = true;
    for (int node = 1; node < worth.length; node++) {
      // Of equals the first: a caller comes before its callee.
      boolean isKept = worth[node] > least || (worth[node] == least && room-- > 0);
      valuable[node] = isKept && valuable[tree.caller(node)];
    }
    return valuable;
  }

  /** The value that only {@code maxNodes} nodes reach, give or take equals. */
  private static double leastOf(double[] worth, int maxNodes) {
    if (worth.length - 1 <= maxNodes) {
      return 0;
    }
    double[] sorted = Arrays.copyOfRange(worth, 1, worth.length);
    Arrays.sort(sorted);
    return sorted[sorted.length - maxNodes];
  }

  /** Adds what is cut off below a kept node to its child {@code <other>}; which nodes stay. */
  private boolean[] replaceByOther() {
    int other = tree.frameId(FlameTree.OTHER);
    boolean[] others = new boolean[kept.length];
    for (int node = 1; node < kept.length; node++) {
      if (kept[node]) {
        continue;
      }
      prunedNodes++;
      int caller = tree.caller(node);
      if (kept[caller]) {
        int sum = tree.child(caller, other);
        boolean isSum = sum == node; // an upload's own <other>: its self value is already there
        prunedValue += totals[node];
        tree.add(
            sum,
            totals[node] - (isSum ? tree.value(node) : 0),
            totalSamples[node] - (isSum ? tree.samples(node) : 0));
        if (sum < others.length) {
          others[sum] = true;
        }
      }
    }
    return stay(others);
  }

  /** What was kept, the uploads' own {@code <other>}, and what was added. */
  private boolean[] stay(boolean[] others) {
    boolean[] stay = Arrays.copyOf(kept, tree.nodes());
    Arrays.fill(stay, kept.length, stay.length, true);
    for (int node = 1; node < others.length; node++) {
      stay[node] |= others[node];
    }
    return stay;
  }
}
