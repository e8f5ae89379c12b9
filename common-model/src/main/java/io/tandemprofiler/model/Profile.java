package io.tandemprofiler.model;

import java.util.List;
import java.util.Optional;

/**
 * What one process was doing during one window, as call paths and counts: a closed tree. Immutable.
 *
 * <p>Nodes are numbered in preorder. Node 0 is the root, which has no frame; node {@code n > 0}
 * hangs {@code ascent(n)} levels above node {@code n - 1}, as its child.
 */
public final class Profile {
  private final Window window;
  private final List<Frame> frames;
  private final int[] ascents;
  private final int[] frameIndexes;
  private final List<Series> series;
  private final List<LineHits> lineHits;
  private final ProcessStatistics statistics;
  private final HeapSummary heap;

  /**
   * @param frames in order of first use in the tree
   * @param ascents one for each node but the root; taken over, not copied
   * @param frameIndexes one for each node but the root, into {@code frames}; taken over, not copied
   * @param series ascending by key
   * @param lineHits ascending by measure
   * @param heap {@code null} where none was taken
   */
  public Profile(
      Window window,
      List<Frame> frames,
      int[] ascents,
      int[] frameIndexes,
      List<Series> series,
      List<LineHits> lineHits,
      ProcessStatistics statistics,
      HeapSummary heap) {
    if (ascents.length != frameIndexes.length) {
      throw new IllegalArgumentException(
          ascents.length + " ascents with " + frameIndexes.length + " frames");
    }
    this.window = window;
    this.frames = List.copyOf(frames);
    this.ascents = ascents;
    this.frameIndexes = frameIndexes;
    this.series = List.copyOf(series);
    this.lineHits = List.copyOf(lineHits);
    this.statistics = statistics;
    this.heap = heap;
  }

  public Window window() {
    return window;
  }

  /** The same, so many milliseconds later. */
  public Profile later(long millis) {
    return new Profile(
        new Window(window.startMillis() + millis, window.durationMillis()),
        frames,
        ascents,
        frameIndexes,
        series,
        lineHits,
        statistics,
        heap == null ? null : heap.later(millis));
  }

  /** In order of first use in the tree. */
  public List<Frame> frames() {
    return frames;
  }

  /** Number of nodes, the root included: at least 1. */
  public int nodes() {
    return ascents.length + 1;
  }

  /** Levels from node {@code n - 1} up to the caller of node {@code n > 0}. */
  public int ascent(int n) {
    return ascents[n - 1];
  }

  /** Index into {@link #frames} of node {@code n > 0}. */
  public int frameIndex(int n) {
    return frameIndexes[n - 1];
  }

  /** Ascending by key; empty where nothing was sampled. */
  public List<Series> series() {
    return series;
  }

  /** Ascending by measure; empty where no line is known. */
  public List<LineHits> lineHits() {
    return lineHits;
  }

  public ProcessStatistics statistics() {
    return statistics;
  }

  public Optional<HeapSummary> heap() {
    return Optional.ofNullable(heap);
  }
}
