package io.tandemprofiler.agent.sampler;

import io.tandemprofiler.model.CallTree;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.StackTrace;

/**
 * The tree of a window, bounded whatever the application's stacks look like. Not thread-safe.
 *
 * <p>Once it is full, a stack is cut to its innermost frame: its time is still counted, and the
 * methods of an application are not as many as their paths.
 */
final class BoundedTree {
  /** About 20 MB of heap. */
  static final int MAX_NODES = 100_000;

  private static final int DEPTH_WHEN_FULL = 2;

  private final CallTree tree = new CallTree();
  private final int maxDepth;

  /**
   * @param maxDepth of any stack (R16), at least 2
   */
  BoundedTree(int maxDepth) {
    this.maxDepth = maxDepth;
  }

  /**
   * @param value of all the samples together; 0 where the measure has no values
   */
  void add(StackTrace trace, SeriesKey key, long samples, long value) {
    boolean full = tree.size() + Math.min(trace.depth(), maxDepth) > MAX_NODES;
    int depth = full ? DEPTH_WHEN_FULL : maxDepth;
    tree.add(trace.truncatedTo(depth), key, samples, value);
  }

  CallTree tree() {
    return tree;
  }
}
