package io.tandemprofiler.wire;

import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Series;
import java.util.BitSet;
import java.util.List;

/** The call tree's columns, and what R14 to R18 ask of them. */
final class TreeReader {
  private static final int MAX_DEPTH = 4096;

  private final List<Frame> frames;
  private final int[] ascents;
  private final int[] frameIndexes;
  private int framesUsed;

  TreeReader(List<Frame> frames, int[] ascents, int[] frameIndexes) {
    this.frames = frames;
    this.ascents = ascents;
    this.frameIndexes = frameIndexes;
  }

  static TreeReader read(MessageReader in, List<Frame> frames) throws RefusedException {
    int[] ascents = {};
    int[] frameIndexes = {};
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1:
          ascents = in.indexes();
          break;
        case 2:
          frameIndexes = in.indexes();
          break;
        default:
          throw in.unknownField();
      }
    }
    if (ascents.length != frameIndexes.length) {
      throw RefusedException.of(
          "R14", ascents.length + " ascents with " + frameIndexes.length + " frames");
    }
    TreeReader tree = new TreeReader(frames, ascents, frameIndexes);
    tree.check();
    return tree;
  }

  int[] ascents() {
    return ascents;
  }

  int[] frameIndexes() {
    return frameIndexes;
  }

  /** The root included. */
  int nodes() {
    return ascents.length + 1;
  }

  int framesUsed() {
    return framesUsed;
  }

  /** Every node without children has samples (R18). */
  void requireSampledLeaves(List<Series> series) throws RefusedException {
    BitSet sampled = new BitSet(nodes());
    for (Series one : series) {
      for (int i = 0; i < one.size(); i++) {
        sampled.set(one.node(i));
      }
    }
    for (int node = 1; node < nodes(); node++) {
      boolean leaf = node == ascents.length || ascents[node] > 0;
      if (leaf && !sampled.get(node)) {
        throw RefusedException.of("R18", "node " + node + " has neither children nor samples");
      }
    }
  }

  private void check() throws RefusedException {
    Frame[] path = new Frame[MAX_DEPTH]; // the last frame seen at each depth, from depth 1
    int depth = 0;
    for (int i = 0; i < ascents.length; i++) {
      int node = i + 1;
      if (ascents[i] > depth || (i == 0 && ascents[i] > 0)) {
        throw RefusedException.of(
            "R14", "node " + node + " goes up " + ascents[i] + " levels from depth " + depth);
      }
      Frame frame = use(node, frameIndexes[i]);
      Frame sibling = ascents[i] > 0 ? path[depth - ascents[i]] : null;
      depth += 1 - ascents[i];
      if (depth > MAX_DEPTH) {
        throw RefusedException.of("R16", "node " + node + " is deeper than " + MAX_DEPTH);
      }
      if (frame.equals(Frame.TRUNCATED) && depth > 1) {
        throw RefusedException.of("R16", "node " + node + " is <truncated> at depth " + depth);
      }
      if (sibling != null && sibling.compareTo(frame) >= 0) {
        throw RefusedException.of("R15", "node " + node + " does not sort after its sibling");
      }
      path[depth - 1] = frame;
    }
  }

  private Frame use(int node, int index) throws RefusedException {
    if (index >= frames.size() || index > framesUsed) {
      throw RefusedException.of(
          "R13",
          String.format(
              "node %d uses frame %d of %d before frame %d",
              node, index, frames.size(), framesUsed));
    }
    if (index == framesUsed) {
      framesUsed++;
    }
    return frames.get(index);
  }
}
