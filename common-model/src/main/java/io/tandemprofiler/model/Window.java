package io.tandemprofiler.model;

/** A span of time, end excluded. Immutable. */
public final class Window {
  private final long startMillis;
  private final long durationMillis;

  /**
   * @param startMillis Unix epoch
   * @param durationMillis always positive
   */
  public Window(long startMillis, long durationMillis) {
    if (durationMillis <= 0) {
      throw new IllegalArgumentException(
          "window at " + startMillis + " lasts " + durationMillis + " ms");
    }
    this.startMillis = startMillis;
    this.durationMillis = durationMillis;
  }

  public long startMillis() {
    return startMillis;
  }

  public long durationMillis() {
    return durationMillis;
  }

  /** The first millisecond after the window. */
  public long endMillis() {
    return startMillis + durationMillis;
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof Window
        && ((Window) object).startMillis == startMillis
        && ((Window) object).durationMillis == durationMillis;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(startMillis * 31 + durationMillis);
  }

  @Override
  public String toString() {
    return startMillis + "+" + durationMillis + "ms";
  }
}
