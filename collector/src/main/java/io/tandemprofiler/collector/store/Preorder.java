package io.tandemprofiler.collector.store;

import io.tandemprofiler.model.Frame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Numbers nodes of a tree: callers before callees, siblings in the order of their frames. */
public final class Preorder {
  /** In order of first use. */
  public final List<Frame> frames = new ArrayList<>();

  /** The paths's node by number, the root first. */
  public final int[] numbers;

  /** As in a profile: one for each node but the root. */
  public final int[] ascents;

  /** One for each node but the root, into {@code frames}. */
  public final int[] frameIndexes;

  /**
   * @param stay which nodes to number; with each its caller
   */
  public Preorder(GrowingPaths paths, boolean[] stay) {
    int size = (int) IntStream.range(0, stay.length).filter(node -> stay[node]).count();
    numbers = new int[size];
    ascents = new int[size - 1];
    frameIndexes = new int[size - 1];
    walk(paths, stay);
  }

  /** All of a tree. */
  static Preorder of(GrowingPaths paths) {
    boolean[] stay = new boolean[paths.nodes()];
    Arrays.fill(stay, true);
    return new Preorder(paths, stay);
  }

  CallPaths paths() {
    return new CallPaths(frames, ascents, frameIndexes);
  }

  /** The number of each of the tree's nodes, where all were numbered. */
  int[] ranks() {
    int[] ranks = new int[numbers.length];
    for (int number = 0; number < numbers.length; number++) {
      ranks[numbers[number]] = number;
    }
    return ranks;
  }

  private void walk(GrowingPaths paths, boolean[] stay) {
    int[] firstCallee = new int[stay.length];
    int[] nextCallee = new int[stay.length];
    link(paths, stay, firstCallee, nextCallee);
    int[] indexes = new int[paths.frames()];
    Arrays.fill(indexes, -1);
    int ascent = 0;
    int node = firstCallee[GrowingPaths.ROOT];
    for (int number = 1; number < numbers.length; number++) {
      int frame = paths.frameOf(node);
      if (indexes[frame] < 0) {
        indexes[frame] = frames.size();
        frames.add(paths.frame(frame));
      }
      numbers[number] = node;
      ascents[number - 1] = ascent;
      frameIndexes[number - 1] = indexes[frame];
      ascent = 0;
      int next = firstCallee[node];
      while (next == 0 && node != GrowingPaths.ROOT) {
        next = nextCallee[node];
        node = paths.caller(node);
        ascent++;
      }
      // Went down: no level up. Went right: one level up to the caller, then down again.
      node = next;
    }
  }

  /** Chains the callees of each node in the order of their frames; 0 ends a chain. */
  private static void link(
      GrowingPaths paths, boolean[] stay, int[] firstCallee, int[] nextCallee) {
    int[] byFrame = byFrameDescending(paths, stay);
    for (int node : byFrame) {
      int caller = paths.caller(node);
      nextCallee[node] = firstCallee[caller];
      firstCallee[caller] = node;
    }
  }

  /** The nodes but the root, the one with the last frame first: a counting sort. */
  private static int[] byFrameDescending(GrowingPaths paths, boolean[] stay) {
    int[] ranks = framesBehind(paths);
    int[] starts = new int[ranks.length + 1];
    for (int node = 1; node < stay.length; node++) {
      if (stay[node]) {
        starts[ranks[paths.frameOf(node)] + 1]++;
      }
    }
    Arrays.parallelPrefix(starts, Integer::sum);
    int[] sorted = new int[starts[ranks.length]];
    for (int node = 1; node < stay.length; node++) {
      if (stay[node]) {
        sorted[starts[ranks[paths.frameOf(node)]]++] = node;
      }
    }
    return sorted;
  }

  /** How many frames stand behind each frame. */
  private static int[] framesBehind(GrowingPaths paths) {
    int[] sorted =
        IntStream.range(0, paths.frames())
            .boxed()
            .sorted(Comparator.comparing(paths::frame, Comparator.reverseOrder()))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] ranks = new int[sorted.length];
    for (int rank = 0; rank < sorted.length; rank++) {
      ranks[sorted[rank]] = rank;
    }
    return ranks;
  }
}
