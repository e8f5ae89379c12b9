package io.tandemprofiler.agent;

import io.tandemprofiler.agent.config.Configuration;
import io.tandemprofiler.agent.config.Setting;
import io.tandemprofiler.agent.sampler.HeapCounter;
import io.tandemprofiler.agent.sampler.OwnThreads;
import io.tandemprofiler.agent.sampler.SampledWindow;
import io.tandemprofiler.agent.sampler.SamplerChoice;
import io.tandemprofiler.agent.sampler.SamplingFailedException;
import io.tandemprofiler.agent.sampler.SamplingRates;
import io.tandemprofiler.agent.upload.Credentials;
import io.tandemprofiler.agent.upload.Destination;
import io.tandemprofiler.agent.upload.Token;
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
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/** One window after the other: sample, fold, upload. */
final class Profiling {
  private static final long READING_MILLIS = 1_000;

  private final Configuration local;
  private final HeapCounter heap;
  private final SamplerOpening opening;
  private final Consumer<String> log;
  private final OwnThreads own;
  private final CostControl cost;
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final SecureRandom random = new SecureRandom();
  private final Uploader uploader;
  private final Producer producer;
  private final Thread thread;
  private final Set<String> logged = new HashSet<>(); // of the agent's thread
  private boolean starved; // of the agent's thread

  private final Switch power;
  private final OffFile offFile;
  private final AgentBean bean;
  private volatile Configuration current;

  /**
   * @param heap {@code null} where the heap is not to be counted
   * @param power switched off by whoever wants no samples; closed here
   * @param thread the one of {@code own} that will call {@link #run}
   */
  Profiling(
      Configuration local,
      HeapCounter heap,
      Switch power,
      SamplerOpening opening,
      OwnThreads own,
      Thread thread,
      Consumer<String> log) {
    this.local = local;
    this.heap = heap;
    this.current = local;
    this.power = power;
    this.offFile = new OffFile(local.offFile(), power, log);
    this.bean = new AgentBean(power, own, log);
    this.opening = opening;
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
            own.dispensable(),
            log,
            this::reconfigure);
  }

  private static Credentials credentials(Configuration local) {
    return new Credentials(
        new Token(local.token(), local.tokenFile(), Setting.TOKEN::takes),
        local.ca(),
        local.certificate(),
        local.key());
  }

  /**
   * Ends the window, uploads it, and returns; within {@code exit_seconds}. Idempotent. Any thread
   * may call it.
   */
  void close() {
    long millis = local.exitSeconds() * 1000L;
    long closeBy = System.nanoTime() + millis * 1_000_000;
    power.close();
    if (Thread.currentThread() != thread) {
      try {
        thread.join(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    uploader.close(Math.max(0, (closeBy - System.nanoTime()) / 1_000_000));
  }

  /** One window after the other, until this is closed. */
  void run() {
    try {
      while (!power.isClosed()) {
        runUntilStarved();
      }
    } finally {
      bean.unregister();
    }
  }

  /** Until this is closed, or the application has left no memory, which it may get over. */
  private void runUntilStarved() {
    try {
      if (starved) {
        lose("no memory is left");
        starved = false;
      }
      if (awaitOn()) {
        sample();
      }
    } catch (OutOfMemoryError e) {
      starved = true;
      power.await(READING_MILLIS);
    }
  }

  private void sample() {
    SamplerChoice choice = opening.open();
    if (!choice.warning().isEmpty()) {
      logOnce(choice.warning());
    }
    try {
      runWindows(choice);
    } finally {
      choice.sampler().close();
    }
  }

  private void runWindows(SamplerChoice choice) {
    boolean first = true;
    while (awaitOn()) {
      try {
        Configuration asked = current;
        runWindow(choice, asked, first);
        // where the collector's first answer ends the first window, the next is as good as it
        first = !power.isOn() || (first && !current.samplesAs(asked));
      } catch (IllegalStateException e) {
        lose(SamplingFailedException.reason(e));
        uploader.start();
        power.await(READING_MILLIS);
        first = true;
      }
    }
  }

  private void lose(String why) {
    uploader.count(new Drop(DropKind.WINDOW, DropReason.FAILED, 1));
    logOnce("a window is lost: " + why);
  }

  private void logOnce(String line) {
    if (logged.add(line)) {
      log.accept(line);
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
    boolean unused = Thread.interrupted(); // else the recording is closed when it is opened
    SampledWindow sampled = choice.sampler().stop();
    bean.count(sampled);
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
    while (power.isOn() && current.samplesAs(asked)) {
      int reportSeconds = current.reportSeconds();
      long endMillis =
          first
              ? WindowEnd.first(startMillis, reportSeconds)
              : WindowEnd.next(startMillis, reportSeconds);
      long leftMillis = endMillis - startMillis - millisSince(startNanos);
      if (leftMillis <= 0) {
        return;
      }
      power.await(Math.min(leftMillis, READING_MILLIS));
      look();
      readings.read();
    }
  }

  /** Waits until samples are wanted; false where this is closed. */
  private boolean awaitOn() {
    look();
    while (!power.isOn() && !power.isClosed()) {
      power.await(READING_MILLIS);
      look();
    }
    return !power.isClosed();
  }

  /** At what operators do, who tell nobody. */
  private void look() {
    offFile.look();
    bean.register();
  }

  private void reconfigure(AgentConfiguration asked) {
    Configuration narrowed = local.under(asked);
    current = narrowed;
    boolean unused = power.set(Switch.Hand.COLLECTOR, narrowed.enabled());
  }

  /** All windows end at the same instant; the uploads need not. */
  private long delayMillis() {
    long spread = Math.min(10_000, current.reportSeconds() * 1000L / 10);
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
