package io.tandemprofiler.collector.analysis;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs {@link Analyses} as long as it is open, now and then; what fails is tried the next time. */
public final class PeriodicAnalysis implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PeriodicAnalysis.class);
  private static final Duration PERIOD = Duration.ofMinutes(5);

  private final Analyses analyses;
  private final Duration period;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(PeriodicAnalysis::thread);
  private final Future<?> runs;

  /** Runs in a minute, and then every five minutes. */
  public PeriodicAnalysis(Analyses analyses) {
    this(analyses, Duration.ofMinutes(1), PERIOD);
  }

  PeriodicAnalysis(Analyses analyses, Duration first, Duration period) {
    this.analyses = analyses;
    this.period = period;
    runs =
        executor.scheduleWithFixedDelay(
            this::run, first.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Waits for the analysis of the service that is under way. */
  @Override
  public void close() {
    runs.cancel(false);
    analyses.end();
    executor.shutdown();
    try {
      executor.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.warn("analysis: interrupted while it ended");
    }
  }

  private void run() {
    try {
      analyses.analyseDue();
    } catch (RuntimeException | Error e) { // what is thrown from here ends it for good
      LOG.error("analysis: {}; it is tried again in {}", e.toString(), period, e);
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "analysis");
    thread.setDaemon(true);
    return thread;
  }
}
