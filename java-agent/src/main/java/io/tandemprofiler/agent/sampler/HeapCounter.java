package io.tandemprofiler.agent.sampler;

import io.tandemprofiler.model.HeapCount;
import io.tandemprofiler.model.HeapSummary;
import java.lang.instrument.Instrumentation;
import java.lang.management.ManagementFactory;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import javax.management.JMException;

/**
 * Counts the objects on the heap by class, seldom, and only where that does not stop the
 * application for long. Not thread-safe.
 */
public final class HeapCounter {
  /** Five minutes, and what a window of five minutes may end too early. */
  private static final long REST_NANOS = (300 - 5) * 1_000_000_000L;

  private final DiagnosticCommand jvm;
  private final long maxStallMicros;
  private final LongSupplier nanos;
  private final Consumer<String> log;
  private final StallForecast forecast = new StallForecast();
  private boolean counted;
  private long countedNanos;
  private boolean logged;

  /**
   * @param instrumentation {@code null} where the JVM gave none
   * @param log gets one line where the heap is too large to be counted, and one where it cannot be
   */
  public HeapCounter(
      Instrumentation instrumentation,
      int maxStallMillis,
      LongSupplier nanos,
      Consumer<String> log) {
    this.jvm = DiagnosticCommand.open(instrumentation);
    this.maxStallMicros = maxStallMillis * 1000L;
    this.nanos = nanos;
    this.log = log;
  }

  /** {@code null} where it is not yet time, or would take too long, or fails. */
  public HeapSummary count(long nowMillis) {
    if (counted && nanos.getAsLong() - countedNanos < REST_NANOS) {
      return null;
    }
    long bytes = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    long expectedMicros = forecast.micros(bytes);
    if (expectedMicros > maxStallMicros) {
      forecast.refused();
      logOnce(
          "no heap summary: to count "
              + (bytes >> 20)
              + " MB would stop the application for about "
              + expectedMicros / 1000
              + " ms, and heap_stall_millis is "
              + maxStallMicros / 1000);
      return null;
    }
    counted = true;
    countedNanos = nanos.getAsLong();
    try {
      return count(nowMillis, bytes);
    } catch (JMException | RuntimeException e) {
      logOnce("no heap summary: this JVM does not count: " + e.getClass().getSimpleName());
      return null;
    }
  }

  private HeapSummary count(long nowMillis, long bytes) throws JMException {
    long before = System.nanoTime();
    String histogram = jvm.histogram();
    long micros = (System.nanoTime() - before) / 1000;
    forecast.took(micros, bytes);
    return HeapSummary.of(
        HeapHistogram.read(histogram), 0, 0, 0, nowMillis, HeapCount.ALL_OBJECTS, micros);
  }

  private void logOnce(String line) {
    if (!logged) {
      log.accept(line);
    }
    logged = true;
  }
}
