package io.tandemprofiler.agent.upload;

import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Says once that the collector cannot be reached, and once that it can again. Not thread-safe. */
final class Outage {
  private final String collector;
  private final Consumer<String> log;
  private final LongSupplier nanos;
  private boolean out;
  private long sinceNanos;

  Outage(String collector, Consumer<String> log, LongSupplier nanos) {
    this.collector = collector;
    this.log = log;
    this.nanos = nanos;
  }

  void failed(String why) {
    if (!out) {
      out = true;
      sinceNanos = nanos.getAsLong();
      log.accept("collector " + collector + " does not answer (" + why + "): keeping profiles");
    }
  }

  void answered() {
    if (out) {
      out = false;
      long seconds = (nanos.getAsLong() - sinceNanos) / 1_000_000_000;
      log.accept("collector " + collector + " answers again after " + seconds + " s");
    }
  }
}
