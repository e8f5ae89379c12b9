package io.tandemprofiler.collector.query;

import io.tandemprofiler.collector.store.SaturatedSum;
import io.tandemprofiler.model.Frame;

/**
 * One function wherever it was called: its callers and its callees, merged. Immutable.
 *
 * <p>Recursion counts once: of several calls on one path the outermost is meant, and the others are
 * callees of it. Both trees begin with the function, and both are worth its total.
 *
 * @param self value and samples of the function itself, its recursive calls included
 * @param callers below each function those that called it; what a path is worth stands at its end
 * @param callees below each function those that it called
 */
public record FrameCalls(
    Frame frame, double self, long selfSamples, FlameTree callers, FlameTree callees) {

  /** Both trees are empty where the function is not on any path. */
  public static FrameCalls of(FlameTree tree, Frame frame, double minShare, int maxNodes) {
    int wanted = tree.frames().indexOf(frame);
    TreeTotals totals = new TreeTotals(tree);
    RegrownTree callers = new RegrownTree(tree);
    RegrownTree callees = new RegrownTree(tree);
    int[] placed = new int[totals.callers.length]; // number in callees, 0 outside of the function
    double self = 0;
    long selfSamples = 0;
    for (int node = 1; node < placed.length; node++) {
      boolean isWanted = tree.frameIndexes()[node - 1] == wanted;
      int above = placed[totals.callers[node]];
      if (above == 0 && !isWanted) {
        continue;
      }
      if (above == 0) {
        addCallers(callers, totals, node);
      }
      placed[node] = callees.child(above, node);
      callees.add(placed[node], tree.selfValues()[node], tree.selfSamples()[node]);
      if (isWanted) {
        self += tree.selfValues()[node];
        selfSamples = SaturatedSum.of(selfSamples, tree.selfSamples()[node]);
      }
    }
    return new FrameCalls(
        frame,
        self,
        selfSamples,
        callers.toTree(minShare, maxNodes),
        callees.toTree(minShare, maxNodes));
  }

  private static void addCallers(RegrownTree callers, TreeTotals totals, int node) {
    int at = GrowingTree.ROOT;
    for (int next = node; next > 0; next = totals.callers[next]) {
      at = callers.child(at, next);
    }
    callers.add(at, totals.values[node], totals.samples[node]);
  }
}
