package io.tandemprofiler.collector.query;

import io.tandemprofiler.collector.store.SaturatedSum;
import io.tandemprofiler.model.Frame;
import java.util.List;

/** Paths of a flame tree, put together in another way and pruned again. Not thread-safe. */
final class RegrownTree {
  private final FlameTree source;
  private final GrowingTree tree = new GrowingTree();
  private final int[] frameIds;
  private long samples;
  private double total;

  RegrownTree(FlameTree source) {
    this.source = source;
    List<Frame> frames = source.frames();
    frameIds = new int[frames.size()];
    for (int i = 0; i < frameIds.length; i++) {
      frameIds[i] = tree.frameId(frames.get(i));
    }
  }

  /** The node below {@code at} for the frame of a node of the source, added where there is none. */
  int child(int at, int sourceNode) {
    return tree.child(at, frameIds[source.frameIndexes()[sourceNode - 1]]);
  }

  /** Adds to what a node is worth by itself. */
  void add(int node, double value, long count) {
    tree.add(node, value, count);
    total += value;
    samples = SaturatedSum.of(samples, count);
  }

  FlameTree toTree(double minShare, int maxNodes) {
    PrunedTree pruned = new PrunedTree(tree, minShare, maxNodes);
    return new FlameTree(
        source.sources(),
        samples,
        total,
        source.estimated(),
        pruned.frames(),
        pruned.ascents(),
        pruned.frameIndexes(),
        pruned.selfValues(),
        pruned.selfSamples(),
        pruned.prunedNodes(),
        pruned.prunedValue());
  }
}
