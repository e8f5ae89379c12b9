package io.tandemprofiler.agent.sampler;

import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.SeriesTotal;
import io.tandemprofiler.model.ThreadState;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Map;
import java.util.TreeMap;

/**
 * Samples wall time with the JVM's own thread dumps. Works in every JVM, sees stacks only where the
 * JVM can stop, and stops the application while it looks: so it spends at most one hundredth of the
 * time looking, and looks less often where a look takes longer.
 */
final class ThreadDumpSampler implements Sampler {
  private static final int REST_PER_LOOK = 99;
  private static final EstimateReason BIASED = EstimateReason.SAFEPOINT_BIAS;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final OwnThreads own;
  private final Object lock = new Object();
  private Looking looking;

  ThreadDumpSampler(OwnThreads own) {
    this.own = own;
  }

  @Override
  public io.tandemprofiler.model.Sampler kind() {
    return io.tandemprofiler.model.Sampler.THREAD_DUMP;
  }

  @Override
  public void start(SamplingRates rates) {
    if (looking != null) {
      throw new IllegalStateException("a window is open");
    }
    looking = new Looking(rates);
    looking.thread.start();
  }

  @Override
  public SampledWindow stop() {
    if (looking == null) {
      throw new IllegalStateException("no window is open");
    }
    Looking ended = looking;
    looking = null;
    return ended.end();
  }

  @Override
  public void close() {
    if (looking != null) {
      stop();
    }
  }

  /** One window: a thread that looks until it is told to end. */
  private final class Looking implements Runnable {
    private final SamplingRates rates;
    private final Thread thread;
    private final BoundedTree tree;
    private final Map<ThreadState, Long> microsByState = new TreeMap<>();
    private long samples;
    private long stallNanos;
    private boolean ended;

    Looking(SamplingRates rates) {
      this.rates = rates;
      this.tree = new BoundedTree(rates.maxDepth());
      this.thread = own.newThread("tandem-thread-dump", this);
    }

    @Override
    public void run() {
      long periodNanos = rates.wallHz() == 0 ? 0 : 1_000_000_000L / rates.wallHz();
      long before = System.nanoTime();
      long restNanos = periodNanos;
      while (periodNanos > 0 && rest(restNanos)) {
        long now = System.nanoTime();
        look((now - before) / 1000);
        long lookNanos = System.nanoTime() - now;
        stallNanos += lookNanos;
        before = now;
        restNanos = Math.max(periodNanos - lookNanos, lookNanos * REST_PER_LOOK);
      }
    }

    SampledWindow end() {
      synchronized (lock) {
        ended = true;
        lock.notifyAll();
      }
      boolean interrupted = false;
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      return new SampledWindow(tree.tree(), totals(), samples, stallNanos / 1000);
    }

    /** False where the window ended. */
    private boolean rest(long nanos) {
      long until = System.nanoTime() + nanos;
      synchronized (lock) {
        long left;
        while (!ended && (left = until - System.nanoTime()) > 0) {
          try {
            lock.wait(left / 1_000_000, (int) (left % 1_000_000));
          } catch (InterruptedException e) {
            return false;
          }
        }
        return !ended;
      }
    }

    private void look(long sinceLastMicros) {
      long[] ids = threads.getAllThreadIds();
      for (ThreadInfo info : threads.getThreadInfo(ids, rates.maxDepth() + 1)) {
        if (info != null && !own.contains(info.getThreadId())) {
          ThreadState state = DumpedThread.state(info);
          tree.add(
              DumpedThread.trace(info, rates.lines()), new SeriesKey(Measure.WALL_TIME, state), 1);
          microsByState.merge(state, sinceLastMicros, Long::sum);
          samples++;
        }
      }
    }

    private Map<SeriesKey, SeriesTotal> totals() {
      long period = rates.wallHz() == 0 ? 0 : 1_000_000 / rates.wallHz();
      Map<SeriesKey, SeriesTotal> totals = new TreeMap<>();
      microsByState.forEach(
          (state, micros) ->
              totals.put(
                  new SeriesKey(Measure.WALL_TIME, state),
                  new SeriesTotal(period, micros, BIASED)));
      return totals;
    }
  }
}
