package io.tandemprofiler.collector.query;

import io.tandemprofiler.model.Frame;

/**
 * How a function's self value changed, on the scale that was asked for. Immutable.
 *
 * @param before on that scale
 * @param after on that scale
 * @param low lower end of the interval of 95 % around the change
 * @param high upper end
 */
public record FunctionChange(
    Frame frame,
    double before,
    double after,
    long samplesBefore,
    long samplesAfter,
    double low,
    double high) {

  /** {@code after} less {@code before}. */
  public double change() {
    return after - before;
  }

  /** Whether the interval leaves out 0. */
  public boolean isSure() {
    return low > 0 || high < 0;
  }
}
