package io.tandemprofiler.collector.exchange;

import java.util.concurrent.TimeUnit;

/**
 * How often async-profiler looked at each thread, out of the settings that it writes before its
 * samples. Not thread-safe.
 */
final class WallClock {
  private static final long DEFAULT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private boolean isEngine; // then it has the one interval of the recording
  private long nanos;

  /** Takes note of a setting; those of the JVM's own recorder have other names. */
  void set(String name, String value) throws ImportException {
    if (name == null || value == null) {
      return;
    }
    switch (name) {
      case "engine" -> isEngine = value.equals("wall");
      case "interval" -> nanos = isEngine ? number(value) : nanos;
      case "wall" -> nanos = number(value);
      default -> {
        // says nothing of it
      }
    }
  }

  /** What so many samples of a thread stand for. */
  long micros(long samples) throws ImportException {
    try {
      long each = nanos > 0 ? nanos : DEFAULT_NANOS;
      return TimeUnit.NANOSECONDS.toMicros(Math.multiplyExact(samples, each));
    } catch (ArithmeticException e) {
      throw new ImportException(samples + " samples of wall time are too many");
    }
  }

  private static long number(String value) throws ImportException {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new ImportException("an interval of wall time is no number");
    }
  }
}
