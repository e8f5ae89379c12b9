package io.tandemprofiler.collector.store;

import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Profile;
import java.util.List;

/**
 * A call tree without counts, numbered as a profile's is: node 0 is the root, which has no frame;
 * callers come before their callees, siblings in the order of their frames. Immutable.
 */
public final class CallPaths {
  private final List<Frame> frames;
  private final int[] ascents;
  private final int[] frameIndexes;
  private final int[] callers;

  /**
   * @param frames in order of first use in the tree
   * @param ascents one for each node but the root; taken over, not copied
   * @param frameIndexes one for each node but the root, into {@code frames}; taken over, not copied
   * @throws IllegalArgumentException where a node hangs above the root
   */
  CallPaths(List<Frame> frames, int[] ascents, int[] frameIndexes) {
    this.frames = List.copyOf(frames);
    this.ascents = ascents;
    this.frameIndexes = frameIndexes;
    this.callers = callers(ascents);
  }

  /** The call tree of a profile. */
  static CallPaths of(Profile profile) {
    int[] ascents = new int[profile.nodes() - 1];
    int[] frameIndexes = new int[profile.nodes() - 1];
    for (int node = 1; node < profile.nodes(); node++) {
      ascents[node - 1] = profile.ascent(node);
      frameIndexes[node - 1] = profile.frameIndex(node);
    }
    return new CallPaths(profile.frames(), ascents, frameIndexes);
  }

  /** In order of first use. */
  public List<Frame> frames() {
    return frames;
  }

  /** Number of nodes, the root included: at least 1. */
  public int nodes() {
    return callers.length;
  }

  /** The caller of node {@code n > 0}; less than {@code n}. */
  public int caller(int n) {
    return callers[n];
  }

  /** Levels from node {@code n - 1} up to the caller of node {@code n > 0}. */
  public int ascent(int n) {
    return ascents[n - 1];
  }

  /** Index into {@link #frames} of node {@code n > 0}. */
  public int frameIndex(int n) {
    return frameIndexes[n - 1];
  }

  private static int[] callers(int[] ascents) {
    int[] callers = new int[ascents.length + 1];
    for (int node = 1; node < callers.length; node++) {
      int caller = node - 1;
      for (int up = ascents[node - 1]; up > 0; up--) {
        if (caller == 0) {
          throw new IllegalArgumentException("node " + node + " hangs above the root");
        }
        caller = callers[caller];
      }
      callers[node] = caller;
    }
    return callers;
  }
}
