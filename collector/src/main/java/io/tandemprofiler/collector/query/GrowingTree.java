package io.tandemprofiler.collector.query;

import io.tandemprofiler.model.Frame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A call tree in columns that grows by single look-ups. A caller's number is below its children's.
 * Not thread-safe.
 */
final class GrowingTree {
  static final int ROOT = 0;

  private final Map<Frame, Integer> frameIds = new HashMap<>();
  private final List<Frame> frames = new ArrayList<>();
  private int[] callers = new int[1024];
  private int[] nodeFrames = new int[1024];
  private double[] values = new double[1024];
  private long[] samples = new long[1024];
  private int nodes = 1;
  // children by (caller, frame): open addressing, 0 is free because the root is nobody's child
  private int[] slots = new int[4096];

  /** The same number for equal frames, from 0 on. */
  int frameId(Frame frame) {
    Integer id = frameIds.putIfAbsent(frame, frames.size());
    if (id != null) {
      return id;
    }
    frames.add(frame);
    return frames.size() - 1;
  }

  /** The node below {@code caller} for a frame, added where there is none. */
  int child(int caller, int frame) {
    int slot = hash(caller, frame);
    while (slots[slot] != 0) {
      int node = slots[slot];
      if (callers[node] == caller && nodeFrames[node] == frame) {
        return node;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return append(caller, frame, slot);
  }

  /** Adds to what a node is worth by itself; samples stop at {@link Long#MAX_VALUE}. */
  void add(int node, double value, long count) {
    values[node] += value;
    samples[node] = SaturatedSum.of(samples[node], count);
  }

  /** Number of nodes, the root included. */
  int nodes() {
    return nodes;
  }

  int frames() {
    return frames.size();
  }

  Frame frame(int id) {
    return frames.get(id);
  }

  int caller(int node) {
    return callers[node];
  }

  /** Number of the frame of a node other than the root. */
  int frameOf(int node) {
    return nodeFrames[node];
  }

  double value(int node) {
    return values[node];
  }

  long samples(int node) {
    return samples[node];
  }

  private int append(int caller, int frame, int slot) {
    if (nodes == callers.length) {
      grow();
    }
    int node = nodes++;
    callers[node] = caller;
    nodeFrames[node] = frame;
    slots[slot] = node;
    if (nodes * 2 > slots.length) {
      rehash();
    }
    return node;
  }

  private void grow() {
    int length = Math.multiplyExact(nodes, 2);
    callers = Arrays.copyOf(callers, length);
    nodeFrames = Arrays.copyOf(nodeFrames, length);
    values = Arrays.copyOf(values, length);
    samples = Arrays.copyOf(samples, length);
  }

  private void rehash() {
    slots = new int[Math.multiplyExact(slots.length, 2)];
    for (int node = 1; node < nodes; node++) {
      int slot = hash(callers[node], nodeFrames[node]);
      while (slots[slot] != 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = node;
    }
  }

  private int hash(int caller, int frame) {
    long mixed = ((long) caller << 32 | frame) * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32) & (slots.length - 1);
  }
}
