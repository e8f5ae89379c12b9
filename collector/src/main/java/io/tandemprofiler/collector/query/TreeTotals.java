package io.tandemprofiler.collector.query;

import io.tandemprofiler.collector.store.SaturatedSum;
import java.util.Arrays;

/** What the columns of a flame tree leave to be computed: callers and sums. Immutable. */
public final class TreeTotals {
  /** Of each node its caller's number; the root's own is -1. */
  final int[] callers;

  /** Of each node what it and all below it are worth. */
  final double[] values;

  final long[] samples;

  /** Costs one pass over the tree. */
  public TreeTotals(FlameTree tree) {
    callers = callers(tree.ascents());
    values = tree.selfValues().clone();
    samples = tree.selfSamples().clone();
    for (int node = callers.length - 1; node > 0; node--) {
      values[callers[node]] += values[node];
      samples[callers[node]] = SaturatedSum.of(samples[callers[node]], samples[node]);
    }
  }

  /** Number of nodes, the root included: at least 1. */
  public int nodes() {
    return callers.length;
  }

  /** The caller of node {@code n > 0}; less than {@code n}. */
  public int caller(int n) {
    return callers[n];
  }

  /** What a node and all below it are worth. */
  public double value(int n) {
    return values[n];
  }

  /** How often a node and all below it were seen. */
  public long samples(int n) {
    return samples[n];
  }

  private static int[] callers(int[] ascents) {
    int[] callers = new int[ascents.length + 1];
    int[] path = new int[64];
    int depth = 0;
    callers[0] = -1;
    for (int node = 1; node < callers.length; node++) {
      depth = depth - ascents[node - 1] + 1;
      if (depth == path.length) {
        path = Arrays.copyOf(path, depth * 2);
      }
      callers[node] = path[depth - 1];
      path[depth] = node;
    }
    return callers;
  }
}
