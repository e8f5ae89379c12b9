package io.tandemprofiler.collector.query;

import io.tandemprofiler.collector.store.CallPaths;
import io.tandemprofiler.collector.store.GrowingPaths;
import io.tandemprofiler.collector.store.SaturatedSum;
import io.tandemprofiler.model.Frame;
import java.util.Arrays;

/** A growing call tree with what each node is worth. Not thread-safe. */
final class GrowingTree {
  static final int ROOT = GrowingPaths.ROOT;

  private final GrowingPaths paths = new GrowingPaths();
  private double[] values = new double[1024];
  private long[] samples = new long[1024];

  /** The tree without what its nodes are worth. Not to be changed. */
  GrowingPaths paths() {
    return paths;
  }

  /** The same number for equal frames, from 0 on. */
  int frameId(Frame frame) {
    return paths.frameId(frame);
  }

  /** The node below {@code caller} for a frame, added where there is none. */
  int child(int caller, int frame) {
    int node = paths.child(caller, frame);
    if (node >= values.length) {
      int length = Math.multiplyExact(values.length, 2);
      values = Arrays.copyOf(values, length);
      samples = Arrays.copyOf(samples, length);
    }
    return node;
  }

  /** Finds the nodes of another tree in this one, adding those that are asked for. */
  Mapping map(CallPaths other) {
    return new Mapping(other);
  }

  /** Adds to what a node is worth by itself; samples stop at {@link Long#MAX_VALUE}. */
  void add(int node, double value, long count) {
    values[node] += value;
    samples[node] = SaturatedSum.of(samples[node], count);
  }

  /** Number of nodes, the root included. */
  int nodes() {
    return paths.nodes();
  }

  int caller(int node) {
    return paths.caller(node);
  }

  double value(int node) {
    return values[node];
  }

  long samples(int node) {
    return samples[node];
  }

  /** From the nodes of another tree to those of this one. */
  final class Mapping {
    private final CallPaths other;
    private final int[] nodes;
    private final int[] frames;

    private Mapping(CallPaths other) {
      this.other = other;
      nodes = new int[other.nodes()];
      frames = new int[other.frames().size()];
      Arrays.fill(nodes, 1, nodes.length, -1);
      Arrays.fill(frames, -1);
    }

    /** The node of this tree for a node of the other; its callers are added before it. */
    int node(int otherNode) {
      if (nodes[otherNode] < 0) {
        add(otherNode);
      }
      return nodes[otherNode];
    }

    private void add(int otherNode) {
      int depth = 0;
      for (int n = otherNode; nodes[n] < 0; n = other.caller(n)) {
        depth++;
      }
      int[] missing = new int[depth];
      for (int n = otherNode; nodes[n] < 0; n = other.caller(n)) {
        missing[--depth] = n;
      }
      for (int n : missing) {
        nodes[n] = child(nodes[other.caller(n)], frame(other.frameIndex(n)));
      }
    }

    private int frame(int otherFrame) {
      if (frames[otherFrame] < 0) {
        frames[otherFrame] = frameId(other.frames().get(otherFrame));
      }
      return frames[otherFrame];
    }
  }
}
