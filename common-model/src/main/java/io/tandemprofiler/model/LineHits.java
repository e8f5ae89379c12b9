package io.tandemprofiler.model;

/**
 * The most expensive lines of one measure: parallel columns, ascending by (frame, line). Immutable.
 */
public final class LineHits {
  private final Measure measure;
  private final int[] frames;
  private final int[] lines;
  private final long[] selfSamples;
  private final long[] totalSamples;

  /**
   * @param frames indexes into the profile's frames; taken over, not copied, as are the others
   * @param lines always positive
   * @param selfSamples of stacks whose innermost frame stood at this line
   * @param totalSamples of stacks with this line anywhere; positive, not below self
   */
  public LineHits(
      Measure measure, int[] frames, int[] lines, long[] selfSamples, long[] totalSamples) {
    if (frames.length == 0
        || lines.length != frames.length
        || selfSamples.length != frames.length
        || totalSamples.length != frames.length) {
      throw new IllegalArgumentException(
          String.format(
              "%s: %d frames, %d lines, %d self, %d total",
              measure, frames.length, lines.length, selfSamples.length, totalSamples.length));
    }
    this.measure = measure;
    this.frames = frames;
    this.lines = lines;
    this.selfSamples = selfSamples;
    this.totalSamples = totalSamples;
  }

  public Measure measure() {
    return measure;
  }

  /** Number of entries, at least 1. */
  public int size() {
    return frames.length;
  }

  /** Index of the frame of entry {@code i}. */
  public int frame(int i) {
    return frames[i];
  }

  public int line(int i) {
    return lines[i];
  }

  public long selfSamples(int i) {
    return selfSamples[i];
  }

  public long totalSamples(int i) {
    return totalSamples[i];
  }
}
