package io.tandemprofiler.examples.shop;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.atomic.LongAdder;

/**
 * What one function of the shop truly costs, by the clock of the thread's CPU time. Safe for use by
 * many threads.
 */
final class HotSpot {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final String name;
  private final Kind kind;
  private final String owner;
  private final String function;
  private final String note;
  private final LongAdder cpuNanos = new LongAdder();
  private final LongAdder calls = new LongAdder();

  /** Where the time goes: everything, or the shop's own, a library's, or native code. */
  enum Kind {
    @JsonProperty("all")
    ALL,
    @JsonProperty("own")
    OWN,
    @JsonProperty("library")
    LIBRARY,
    @JsonProperty("native")
    NATIVE
  }

  /** One line of the truth; owner and function are named as a profile names them. */
  record Measured(
      String name,
      Kind kind,
      String owner,
      String function,
      @JsonProperty("cpu_micros") long cpuMicros,
      long calls,
      boolean judged,
      String note) {}

  HotSpot(String name, Kind kind, String owner, String function, String note) {
    this.name = name;
    this.kind = kind;
    this.owner = owner;
    this.function = function;
    this.note = note;
  }

  /** A reading to give back to {@link #stop} on the same thread. */
  long start() {
    return THREADS.getCurrentThreadCpuTime();
  }

  void stop(long started) {
    add(THREADS.getCurrentThreadCpuTime() - started);
  }

  /** Adds one call that was measured elsewhere, in nanoseconds. */
  void add(long nanos) {
    cpuNanos.add(nanos);
    calls.increment();
  }

  Measured measured() {
    boolean judged = kind != Kind.ALL;
    return new Measured(
        name, kind, owner, function, cpuNanos.sum() / 1_000, calls.sum(), judged, note);
  }
}
