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
  private long[] calls = new long[1024]; // caller and frame of each node, as call() packs them
  private int nodes = 1;
  // children by (caller, frame): open addressing, 0 is free because the root is nobody's child
  private int[] slots = new int[4096];

  /** Adds all paths of another tree; the node of this one for each of its. */
  int[] addAll(CallPaths other) {
    return addAll(other, frameIds(other.frames()));
  }

  /**
   * The same, where the numbers of the frames are known.
   *
   * <p>Trees that are alike are walked in the same order: the node after the last one is looked at
   * before the table is, where each look is at another place of a large memory.
   *
   * @param frameIds of its frames in this tree
   */
  int[] addAll(CallPaths other, int[] frameIds) {
    int[] ids = new int[other.nodes()];
    for (int node = 1; node < ids.length; node++) {
      int caller = ids[other.caller(node)];
      int frame = frameIds[other.frameIndex(node)];
      int likely = ids[node - 1] + 1;
      ids[node] =
          likely < nodes && calls[likely] == call(caller, frame) ? likely : child(caller, frame);
    }
    return ids;
  }

  /** The number of each frame, as {@link #frameId} gives it; likely the one after the last. */
  int[] frameIds(List<Frame> others) {
    int[] ids = new int[others.size()];
    int likely = 0;
    for (int i = 0; i < ids.length; i++) {
      Frame frame = others.get(i);
      boolean hit = likely < frames.size() && frames.get(likely).equals(frame);
      ids[i] = hit ? likely : frameId(frame);
      likely = ids[i] + 1;
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
    long call = call(caller, frame);
    int slot = hash(call);
    while (slots[slot] != 0) {
      int node = slots[slot];
      if (calls[node] == call) {
        return node;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return append(call, slot);
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
    return (int) (calls[node] >>> Integer.SIZE);
  }

  /** Number of the frame of a node other than the root. */
  public int frameOf(int node) {
    return (int) calls[node];
  }

  private int append(long call, int slot) {
    if (nodes == calls.length) {
      calls = Arrays.copyOf(calls, Math.multiplyExact(nodes, 2));
    }
    int node = nodes++;
    calls[node] = call;
    slots[slot] = node;
    if (nodes * 2 > slots.length) {
      rehash();
    }
    return node;
  }

  private void rehash() {
    slots = new int[Math.multiplyExact(slots.length, 2)];
    for (int node = 1; node < nodes; node++) {
      int slot = hash(calls[node]);
      while (slots[slot] != 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = node;
    }
  }

  private int hash(long call) {
    long mixed = call * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> Integer.SIZE) & (slots.length - 1);
  }

  private static long call(int caller, int frame) {
    return ((long) caller << Integer.SIZE) | frame;
  }
}
