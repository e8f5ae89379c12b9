package io.tandemprofiler.agent.sampler;

import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.SeriesTotal;
import io.tandemprofiler.model.StackTrace;
import io.tandemprofiler.model.ThreadState;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Map;
import java.util.TreeMap;

/**
 * One window of wall time by the JVM's own thread dumps: a thread that looks until it is told to
 * end. It stops the application while it looks: so it spends at most one hundredth of the time
 * looking, and looks less often where a look takes longer.
 */
final class ThreadDumps {
  private static final int REST_PER_LOOK = 99;
  private static final EstimateReason BIASED = EstimateReason.SAFEPOINT_BIAS;

  private final ThreadSlices threads = new ThreadSlices(ManagementFactory.getThreadMXBean());
  private final OwnThreads own;
  private final SamplingRates rates;
  private final BoundedTree tree;
  private final StackDivision division;
  private final Thread thread;
  private final Map<ThreadState, Long> microsByState = new TreeMap<>();
  private long taken; // samples, by the division
  private long takenMicros;
  private long samples;
  private long stallNanos;
  private double share = 1;
  private boolean starved;

  private final Object lock = new Object();
  private boolean ended;

  private ThreadDumps(
      OwnThreads own, SamplingRates rates, BoundedTree tree, StackDivision division) {
    this.own = own;
    this.rates = rates;
    this.tree = tree;
    this.division = division;
    this.thread = own.newThread("tandem-thread-dump", this::run, () -> starved = true);
  }

  /**
   * Begins to look.
   *
   * @param tree gets what is seen, but for what {@code division} takes; nobody else touches either
   *     before {@link #end} has returned
   */
  static ThreadDumps start(
      OwnThreads own, SamplingRates rates, BoundedTree tree, StackDivision division) {
    ThreadDumps dumps = new ThreadDumps(own, rates, tree, division);
    if (rates.wallHz() > 0) {
      dumps.thread.start();
    }
    return dumps;
  }

  /** Ends looking. Idempotent. */
  void end() {
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
  }

  /**
   * What the samples are worth, once they have ended: one for each state that was seen.
   *
   * @param divided samples by series of what the division gave back; other measures are no concern
   * @throws SamplingFailedException where no memory was left to look with
   */
  Map<SeriesKey, SeriesTotal> totals(Map<SeriesKey, Long> divided) {
    if (starved) {
      throw new SamplingFailedException("no memory is left");
    }
    Map<ThreadState, Long> all = new TreeMap<>(microsByState);
    divided.forEach(
        (key, count) -> {
          if (key.measure() == Measure.WALL_TIME) {
            all.merge(key.state(), count * takenMicros / taken, Long::sum);
          }
        });
    long period = rates.wallPeriodMicros(); // one of those that were drawn: they differ by a tenth
    Map<SeriesKey, SeriesTotal> totals = new TreeMap<>();
    all.forEach(
        (state, micros) ->
            totals.put(
                new SeriesKey(Measure.WALL_TIME, state),
                new SeriesTotal(period, Math.round(micros * share), BIASED)));
    return totals;
  }

  /** Stacks taken, once they have ended. */
  long samples() {
    return samples;
  }

  /** How long the application stood still for them. */
  long stallNanos() {
    return stallNanos;
  }

  private void run() {
    long first = System.nanoTime();
    long before = first;
    long restNanos = periodNanos();
    while (rest(restNanos)) {
      long now = System.nanoTime();
      look((now - before) / 1000);
      long lookNanos = System.nanoTime() - now;
      stallNanos += lookNanos;
      before = now;
      restNanos = Math.max(periodNanos() - lookNanos, lookNanos * REST_PER_LOOK);
    }
    share = share(first, before, System.nanoTime());
  }

  /**
   * By how much more the looks stand for than the time up to the last of them: they are all that is
   * known of what came after it.
   */
  static double share(long firstNanos, long lastLookNanos, long endNanos) {
    return lastLookNanos == firstNanos
        ? 1
        : (double) (endNanos - firstNanos) / (lastLookNanos - firstNanos);
  }

  private long periodNanos() {
    return rates.wallPeriodMicros() * 1000;
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
          // by an application that interrupts every thread: it rests on
        }
      }
      return !ended;
    }
  }

  private void look(long sinceLastMicros) {
    threads.dump(
        rates.maxDepth() + 1,
        info -> {
          if (!own.contains(info.getThreadId())) {
            count(info, sinceLastMicros);
          }
        });
  }

  private void count(ThreadInfo info, long sinceLastMicros) {
    StackTrace trace = DumpedThread.trace(info, rates.lines());
    if (WaitingPlaces.isOfTheFlightRecorder(trace)) {
      return;
    }
    ThreadState state = DumpedThread.state(info);
    SeriesKey key = new SeriesKey(Measure.WALL_TIME, state);
    long id = info.getThreadId();
    if (division.concerns(id, 0) && division.take(id, 0, trace, key, 1, 0)) {
      taken++;
      takenMicros += sinceLastMicros;
    } else {
      tree.add(trace, key, 1, 0);
      microsByState.merge(state, sinceLastMicros, Long::sum);
    }
    samples++;
  }
}
