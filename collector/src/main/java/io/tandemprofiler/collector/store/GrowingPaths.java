package io.tandemprofiler.collector.store;

import io.tandemprofiler.model.Frame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A call tree without counts that grows by single look-ups. A caller's number is below its
 * callees'. Not thread-safe.
 */
public final class GrowingPaths {
  public static final int ROOT = 0;

  private final Map<Frame, Integer> frameIds = new HashMap<>();
  private final List<Frame> frames = new ArrayList<>();
  private int[] callers = new int[1024];
  private int[] nodeFrames = new int[1024];
  private int nodes = 1;
  // children by (caller, frame): open addressing, 0 is free because the root is nobody's child
  private int[] slots = new int[4096];

  /** Adds all paths of another tree; the node of this one for each of its. */
  int[] addAll(CallPaths other) {
    int[] frameIds = other.frames().stream().mapToInt(this::frameId).toArray();
    int[] ids = new int[other.nodes()];
    for (int node = 1; node < ids.length; node++) {
      ids[node] = child(ids[other.caller(node)], frameIds[other.frameIndex(node)]);
    }
    return ids;
  }

  /** The same number for equal frames, from 0 on. */
  public int frameId(Frame frame) {
    Integer id = frameIds.putIfAbsent(frame, frames.size());
    if (id != null) {
      return id;
    }
    frames.add(frame);
    return frames.size() - 1;
  }

  /** The node below {@code caller} for a frame, added where there is none. */
  public int child(int caller, int frame) {
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

  /** Number of nodes, the root included. */
  public int nodes() {
    return nodes;
  }

  /** Number of frames. */
  public int frames() {
    return frames.size();
  }

  /** The frame of a number that {@link #frameId} gave. */
  public Frame frame(int id) {
    return frames.get(id);
  }

  /** The caller of a node other than the root. */
  public int caller(int node) {
    return callers[node];
  }

  /** Number of the frame of a node other than the root. */
  public int frameOf(int node) {
    return nodeFrames[node];
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
