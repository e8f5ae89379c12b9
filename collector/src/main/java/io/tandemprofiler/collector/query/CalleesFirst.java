package io.tandemprofiler.collector.query;

/**
 * The flame tree turned over: under the root what was executing, below each function its callers.
 */
public final class CalleesFirst {
  private CalleesFirst() {}

  /**
   * Every path the other way round; what a path is worth stands at its end, the outermost caller.
   * So a function directly under the root totals its self value. Costs the depth of each node that
   * has samples; paths of little worth are summed as in {@link FlameTree}.
   *
   * @param tree best not pruned: {@link FlameTree#OTHER} is turned over like a function
   */
  public static FlameTree of(FlameTree tree, double minShare, int maxNodes) {
    int[] callers = new TreeTotals(tree).callers;
    RegrownTree turned = new RegrownTree(tree);
    for (int node = 0; node < callers.length; node++) {
      if (tree.selfSamples()[node] > 0) {
        int at = GrowingTree.ROOT;
        for (int next = node; next > 0; next = callers[next]) {
          at = turned.child(at, next);
        }
        turned.add(at, tree.selfValues()[node], tree.selfSamples()[node]);
      }
    }
    return turned.toTree(minShare, maxNodes);
  }
}
