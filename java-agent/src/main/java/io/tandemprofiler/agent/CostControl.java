package io.tandemprofiler.agent;

import java.util.Locale;
import java.util.function.Consumer;

/**
 * Makes samples rarer where they cost more than their limit, and as frequent as before where they
 * cost far less. Not thread-safe: the profiling thread alone uses it.
 */
final class CostControl {
  private static final int MAX_SLOWDOWN = 64;

  /** Below this part of the limit twice as many samples stay well under it. */
  private static final double FAR_BELOW = 0.25;

  /** A shorter window says more about the reading of it than about its samples. */
  private static final long JUDGED_MICROS = 60_000_000;

  private final double limitPercent;
  private final Consumer<String> log;
  private long windowMicros;
  private long processMicros;
  private long costMicros;
  private int slowdown = 1;
  private boolean logged;

  /**
   * @param limitPercent of one core, or half as many of what the process executes, if that is more
   * @param log gets one line, the first time that the limit is exceeded
   */
  CostControl(double limitPercent, Consumer<String> log) {
    this.limitPercent = limitPercent;
    this.log = log;
  }

  /** How many times longer the sampling periods are to be; 1 for as they were asked for. */
  int slowdown() {
    return slowdown;
  }

  /**
   * Adds a window that has ended, and judges once they are a minute together.
   *
   * @param process what the process executed, in microseconds, as all
   * @param cost what taking and reading samples cost
   */
  void weigh(long window, long process, long cost) {
    windowMicros += window;
    processMicros += process;
    costMicros += cost;
    if (windowMicros >= JUDGED_MICROS) {
      judge();
      windowMicros = 0;
      processMicros = 0;
      costMicros = 0;
    }
  }

  private void judge() {
    double limitMicros = limitPercent / 100 * Math.max((double) windowMicros, processMicros / 2.0);
    if (costMicros > limitMicros) {
      slowdown = Math.min(MAX_SLOWDOWN, slowdown * 2);
      logOnce(100.0 * costMicros / windowMicros);
    } else if (costMicros < limitMicros * FAR_BELOW) {
      slowdown = Math.max(1, slowdown / 2);
    }
  }

  private void logOnce(double percent) {
    if (!logged) {
      log.accept(
          String.format(
              Locale.ROOT,
              "sampling cost %.1f %% of a core, and overhead_percent is %s: rates are halved",
              percent,
              limitPercent));
    }
    logged = true;
  }
}
