package io.tandemprofiler.collector.store;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs {@link Upkeep} as long as it is open, now and then; what fails is done the next time. */
public final class PeriodicUpkeep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PeriodicUpkeep.class);
  private static final Duration PERIOD = Duration.ofMinutes(5);

  private final Upkeep upkeep;
  private final Duration period;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(PeriodicUpkeep::thread);
  private final Future<?> runs;

  /** Runs at once, and then every five minutes. */
  public PeriodicUpkeep(Upkeep upkeep) {
    this(upkeep, PERIOD);
  }

  PeriodicUpkeep(Upkeep upkeep, Duration period) {
    this.upkeep = upkeep;
    this.period = period;
    runs = executor.scheduleWithFixedDelay(this::run, 0, period.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Waits for the step under way, at most one hour's or day's of one service. */
  @Override
  public void close() {
    upkeep.end();
    runs.cancel(false);
    executor.shutdown();
    try {
      executor.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
      upkeep.close();
    } catch (StorageException e) {
      LOG.warn("upkeep: the lease could not be given back and ends by itself: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageException("close upkeep: interrupted", e);
    }
  }

  private void run() {
    try {
      upkeep.run(false, step -> LOG.debug("{}", step));
    } catch (RuntimeException | Error e) { // what is thrown from here ends it for good
      LOG.error("upkeep: {}; it is tried again in {}", e.toString(), period, e);
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "upkeep");
    thread.setDaemon(true);
    return thread;
  }
}
