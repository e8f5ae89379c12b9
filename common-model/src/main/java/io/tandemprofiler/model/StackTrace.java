package io.tandemprofiler.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The calls of one thread at one instant, outermost frame first. Immutable. */
public final class StackTrace {
  private final List<Frame> frames;
  private final int[] lines;

  /**
   * @param frames outermost first; may be empty
   * @param lines of each frame; 0 where it is not known. Taken over, not copied.
   */
  public StackTrace(List<Frame> frames, int[] lines) {
    if (frames.size() != lines.length) {
      throw new IllegalArgumentException(frames.size() + " frames with " + lines.length + " lines");
    }
    this.frames = Collections.unmodifiableList(frames);
    this.lines = lines;
  }

  /** Outermost first. */
  public List<Frame> frames() {
    return frames;
  }

  /** Line of the frame at this index; 0 where it is not known. */
  public int line(int index) {
    return lines[index];
  }

  public int depth() {
    return lines.length;
  }

  /**
   * The trace itself where it is not deeper than {@code maxDepth}, else its {@code maxDepth - 1}
   * innermost frames under {@link Frame#TRUNCATED} (R16).
   */
  public StackTrace truncatedTo(int maxDepth) {
    if (maxDepth < 1) {
      throw new IllegalArgumentException("max_depth " + maxDepth + " is below 1");
    }
    if (depth() <= maxDepth) {
      return this;
    }
    int cut = depth() - (maxDepth - 1);
    List<Frame> kept = new ArrayList<>(maxDepth);
    kept.add(Frame.TRUNCATED);
    kept.addAll(frames.subList(cut, depth()));
    int[] keptLines = new int[maxDepth];
    System.arraycopy(lines, cut, keptLines, 1, maxDepth - 1);
    return new StackTrace(kept, keptLines);
  }
}
