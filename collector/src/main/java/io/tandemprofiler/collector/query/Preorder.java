package io.tandemprofiler.collector.query;

import io.tandemprofiler.model.Frame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Numbers nodes of a tree: callers before callees, siblings in the order of their frames. */
final class Preorder {
  /** In order of first use. */
  final List<Frame> frames = new ArrayList<>();

  /** The tree's node by number, the root first. */
  final int[] numbers;

  final int[] ascents;
  final int[] frameIndexes;

  /**
   * @param stay which nodes to number; with each its caller
   */
  Preorder(GrowingTree tree, boolean[] stay) {
    int size = (int) IntStream.range(0, stay.length).filter(node -> stay[node]).count();
    numbers = new int[size];
    ascents = new int[size - 1];
    frameIndexes = new int[size - 1];
    walk(tree, stay);
  }

  private void walk(GrowingTree tree, boolean[] stay) {
    int[] firstCallee = new int[stay.length];
    int[] nextCallee = new int[stay.length];
    link(tree, stay, firstCallee, nextCallee);
    int[] indexes = new int[tree.frames()];
    Arrays.fill(indexes, -1);
    int ascent = 0;
    int node = firstCallee[GrowingTree.ROOT];
    for (int number = 1; number < numbers.length; number++) {
      int frame = tree.frameOf(node);
      if (indexes[frame] < 0) {
        indexes[frame] = frames.size();
        frames.add(tree.frame(frame));
      }
      numbers[number] = node;
      ascents[number - 1] = ascent;
      frameIndexes[number - 1] = indexes[frame];
      ascent = 0;
      int next = firstCallee[node];
      while (next == 0 && node != GrowingTree.ROOT) {
        next = nextCallee[node];
        node = tree.caller(node);
        ascent++;
      }
      // Went down: no level up. Went right: one level up to the caller, then down again.
      node = next;
    }
  }

  /** Chains the callees of each node in the order of their frames; 0 ends a chain. */
  private static void link(GrowingTree tree, boolean[] stay, int[] firstCallee, int[] nextCallee) {
    int[] byFrame = byFrameDescending(tree, stay);
    for (int node : byFrame) {
      int caller = tree.caller(node);
      nextCallee[node] = firstCallee[caller];
      firstCallee[caller] = node;
    }
  }

  /** The nodes but the root, the one with the last frame first: a counting sort. */
  private static int[] byFrameDescending(GrowingTree tree, boolean[] stay) {
    int[] ranks = ranks(tree);
    int[] starts = new int[ranks.length + 1];
    for (int node = 1; node < stay.length; node++) {
      if (stay[node]) {
        starts[ranks[tree.frameOf(node)] + 1]++;
      }
    }
    Arrays.parallelPrefix(starts, Integer::sum);
    int[] sorted = new int[starts[ranks.length]];
    for (int node = 1; node < stay.length; node++) {
      if (stay[node]) {
        sorted[starts[ranks[tree.frameOf(node)]]++] = node;
      }
    }
    return sorted;
  }

  /** How many frames stand behind each frame. */
  private static int[] ranks(GrowingTree tree) {
    int[] sorted =
        IntStream.range(0, tree.frames())
            .boxed()
            .sorted(Comparator.comparing(tree::frame, Comparator.reverseOrder()))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] ranks = new int[sorted.length];
    for (int rank = 0; rank < sorted.length; rank++) {
      ranks[sorted[rank]] = rank;
    }
    return ranks;
  }
}
