package io.tandemprofiler.agent;

/** Opens the agent's rule for window ends (R30) to the testee. */
public final class WindowRule {
  private WindowRule() {}

  /** When a window that starts at {@code startMillis} ends. */
  public static long end(boolean first, long startMillis, int reportSeconds) {
    return first
        ? WindowEnd.first(startMillis, reportSeconds)
        : WindowEnd.next(startMillis, reportSeconds);
  }
}
