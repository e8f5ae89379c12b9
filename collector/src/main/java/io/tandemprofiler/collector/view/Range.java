package io.tandemprofiler.collector.view;

import java.time.Clock;
import java.time.Duration;

/**
 * The time range of a question, end excluded.
 *
 * @param closed whether it was given and is over
 */
record Range(long fromMillis, long toMillis, boolean closed) {
  private static final long DEFAULT_MILLIS = Duration.ofHours(1).toMillis();

  /** Without a range the last hour, with one end of it the hour beside that end. */
  static Range parse(Parameters parameters, Clock clock) {
    return parse(parameters, "", clock);
  }

  /**
   * The range of one side of a comparison.
   *
   * @param side in front of the parameters' names, as in {@code before_}
   */
  static Range parse(Parameters parameters, String side, Clock clock) {
    long from = parameters.millis(side + "from_millis", -1);
    long to = parameters.millis(side + "to_millis", -1);
    boolean isGiven = to >= 0;
    if (to < 0) {
      to = from < 0 ? clock.millis() : Math.min(from + DEFAULT_MILLIS, Parameters.MAX_MILLIS);
    }
    if (from < 0) {
      from = Math.max(0, to - DEFAULT_MILLIS);
    }
    if (to < from) {
      throw new BadParameterException(side + "to_millis", to + " is before from_millis " + from);
    }
    return new Range(from, to, isGiven && to <= clock.millis());
  }
}
