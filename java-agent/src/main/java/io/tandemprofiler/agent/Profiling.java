package io.tandemprofiler.agent;

import io.tandemprofiler.agent.config.Configuration;
import io.tandemprofiler.agent.sampler.HeapCounter;
import io.tandemprofiler.agent.sampler.OwnThreads;
import io.tandemprofiler.agent.sampler.SampledWindow;
import io.tandemprofiler.agent.sampler.SamplerChoice;
import io.tandemprofiler.agent.sampler.SamplingFailedException;
import io.tandemprofiler.agent.sampler.SamplingRates;
import io.tandemprofiler.agent.upload.Credentials;
import io.tandemprofiler.agent.upload.Destination;
import io.tandemprofiler.agent.upload.Uploader;
import io.tandemprofiler.model.AgentConfiguration;
import io.tandemprofiler.model.AgentCost;
import io.tandemprofiler.model.Drop;
import io.tandemprofiler.model.DropKind;
import io.tandemprofiler.model.DropReason;
import io.tandemprofiler.model.HeapSummary;
import io.tandemprofiler.model.ProcessStatistics;
import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.Profile;
import io.tandemprofiler.model.Upload;
import io.tandemprofiler.model.Window;
import java.lang.instrument.Instrumentation;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.security.SecureRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/** One window after the other: sample, fold, upload. */
final class Profiling {
  private static final long READING_MILLIS = 1_000;
  private static final long CLOSE_MILLIS = 2_000;

  private final Configuration local;
  private final HeapCounter heap;
  private final boolean late;
  private final Instrumentation instrumentation;
  private final Consumer<String> log;
  private final OwnThreads own;
  private final CostControl cost;
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final SecureRandom random = new SecureRandom();
  private final Uploader uploader;
  private final Producer producer;
  private final Thread thread;

  private final Object lock = new Object();
  private Configuration current;
  private boolean closing;

  /**
   * @param heap {@code null} where the heap is not to be counted
   * @param late whether the application was already running
   * @param instrumentation {@code null} where the JVM gave none
   * @param thread the one of {@code own} that will call {@link #run}
   */
  Profiling(
      Configuration local,
      HeapCounter heap,
      boolean late,
      Instrumentation instrumentation,
      OwnThreads own,
      Thread thread,
      Consumer<String> log) {
    this.local = local;
    this.heap = heap;
    this.current = local;
    this.late = late;
    this.instrumentation = instrumentation;
    this.log = log;
    this.own = own;
    this.cost = new CostControl(local.overheadPercent(), log);
    this.thread = thread;
    this.producer = JavaRuntime.producer(local);
    this.uploader =
        new Uploader(
            new Destination(local.collector(), credentials(local), local.auditFile()),
            local.queueBytes(),
            producer,
            own,
            log,
            this::reconfigure);
  }

  private static Credentials credentials(Configuration local) {
    return new Credentials(local.token(), local.ca(), local.certificate(), local.key());
  }

  /** Ends the window, uploads it, and returns; within 2 s. Idempotent. */
  void close() {
    long closeBy = System.nanoTime() + CLOSE_MILLIS * 1_000_000;
    synchronized (lock) {
      closing = true;
      lock.notifyAll();
    }
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    uploader.close(Math.max(0, (closeBy - System.nanoTime()) / 1_000_000));
  }

  /** One window after the other, until this is closed. */
  void run() {
    SamplerChoice choice =
        SamplerChoice.open(local.sampler(), local.maxDepth(), late, instrumentation, own);
    if (!choice.warning().isEmpty()) {
      log.accept(choice.warning());
    }
    try {
      runWindows(choice);
    } finally {
      choice.sampler().close();
    }
  }

  private void runWindows(SamplerChoice choice) {
    boolean first = true;
    while (awaitEnabled()) {
      try {
        Configuration asked = current();
        runWindow(choice, asked, first);
        // where the collector's first answer ends the first window, the next is as good as it
        first = !current().enabled() || (first && !current().samplesAs(asked));
      } catch (IllegalStateException e) {
        uploader.count(new Drop(DropKind.WINDOW, DropReason.FAILED, 1));
        log.accept("a window is lost: " + SamplingFailedException.reason(e));
        uploader.start();
        pause();
        first = true;
      }
    }
  }

  private void runWindow(SamplerChoice choice, Configuration asked, boolean first) {
    long startMillis = System.currentTimeMillis();
    long startNanos = System.nanoTime();
    long ownNanos = own.cpuNanos();
    ProcessReadings readings = new ProcessReadings(ResidentMemory.limit());
    choice
        .sampler()
        .start(
            new SamplingRates(asked.cpuHz(), asked.wallHz(), asked.maxDepth(), asked.lines())
                .withEvents(asked.allocatedBytes(), asked.lockMicros())
                .slowedBy(cost.slowdown()));
    uploader.start(); // not before samples are taken: a program that ended by then need not wait
    awaitEnd(startMillis, startNanos, asked, first, readings);
    HeapSummary summary = heap == null ? null : heap.count(startMillis + millisSince(startNanos));
    long foldingNanos = threads.getCurrentThreadCpuTime();
    SampledWindow sampled = choice.sampler().stop();
    long elapsedMillis = Math.max(1, millisSince(startNanos));
    Profile profile =
        sampled
            .tree()
            .toProfile(
                new Window(startMillis, elapsedMillis),
                sampled.totals(),
                statistics(choice, readings, sampled, own.cpuNanos() - ownNanos),
                summary);
    if (!first) { // which pays for the start
      long folded = (threads.getCurrentThreadCpuTime() - foldingNanos) / 1000;
      cost.weigh(elapsedMillis * 1000, readings.cpuMicros(), sampled.samplingMicros() + folded);
    }
    uploader.offer(new Upload(randomId(), producer, profile), delayMillis());
  }

  private ProcessStatistics statistics(
      SamplerChoice choice, ProcessReadings readings, SampledWindow sampled, long ownNanos) {
    return new ProcessStatistics(
        readings.cpuMicros(),
        readings.residentBytes(),
        readings.heapBytes(),
        readings.threads(),
        readings.gcCount(),
        readings.gcMicros(),
        new AgentCost(
            Math.max(0, ownNanos / 1000),
            sampled.samplingMicros(),
            sampled.samples(),
            uploader.takeDrops()),
        choice.sampler().kind(),
        choice.reason());
  }

  /**
   * Reads the process each second until the window ends, this is closed, or the collector asks for
   * other samples or none.
   */
  private void awaitEnd(
      long startMillis,
      long startNanos,
      Configuration asked,
      boolean first,
      ProcessReadings readings) {
    readings.read();
    synchronized (lock) {
      while (!closing && current.enabled() && current.samplesAs(asked)) {
        long elapsedMillis = millisSince(startNanos);
        long endMillis =
            first
                ? WindowEnd.first(startMillis, current.reportSeconds())
                : WindowEnd.next(startMillis, current.reportSeconds());
        long leftMillis = endMillis - startMillis - elapsedMillis;
        if (leftMillis <= 0) {
          return;
        }
        waitMillis(Math.min(leftMillis, READING_MILLIS));
        readings.read();
      }
    }
  }

  /** False where this is closed. */
  private boolean awaitEnabled() {
    synchronized (lock) {
      while (!closing && !current.enabled()) {
        waitMillis(0);
      }
      return !closing;
    }
  }

  private void pause() {
    synchronized (lock) {
      if (!closing) {
        waitMillis(READING_MILLIS);
      }
    }
  }

  @SuppressWarnings("WaitNotInLoop") // the callers loop, or do not mind to wake up early
  private void waitMillis(long millis) {
    try {
      lock.wait(millis);
    } catch (InterruptedException e) {
      closing = true; // nobody but us knows this thread, and we do not interrupt it
    }
  }

  private void reconfigure(AgentConfiguration asked) {
    synchronized (lock) {
      current = local.under(asked);
      lock.notifyAll();
    }
  }

  private Configuration current() {
    synchronized (lock) {
      return current;
    }
  }

  /** All windows end at the same instant; the uploads need not. */
  private long delayMillis() {
    long spread = Math.min(10_000, current().reportSeconds() * 1000L / 10);
    return ThreadLocalRandom.current().nextLong(spread);
  }

  /** Of a clock that nobody sets, so that what happens in a window lies inside it. */
  private static long millisSince(long startNanos) {
    return (System.nanoTime() - startNanos) / 1_000_000;
  }

  private byte[] randomId() {
    byte[] id = new byte[16];
    random.nextBytes(id);
    return id;
  }
}
