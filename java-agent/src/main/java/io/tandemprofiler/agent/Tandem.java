package io.tandemprofiler.agent;

import io.tandemprofiler.agent.config.Configuration;
import io.tandemprofiler.agent.config.ConfigurationReader;
import io.tandemprofiler.agent.config.Setting;
import io.tandemprofiler.agent.sampler.HeapCounter;
import io.tandemprofiler.agent.sampler.OwnThreads;
import java.lang.instrument.Instrumentation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Profiles this JVM, as a library: {@code Tandem.builder().service("shop").start()}. Thread-safe.
 *
 * <p>Environment and system properties override what the program sets. One profiler runs in a JVM
 * at a time; starting a second says so on the standard error and does nothing.
 */
public final class Tandem implements AutoCloseable {
  static final String RUNNING = "io.tandemprofiler.running";

  /** Read before the application begins, which may set it to anything. */
  static final String VM_NAME = System.getProperty("java.vm.name", "");

  /** The thread that is there as long as the agent is; not longer than the kernel's 15 bytes. */
  static final String THREAD = "tandem-agent";

  private static final long BEGINNING_MILLIS = 2_000;

  private final Map<String, String> code;
  private final String argument;
  private final Instrumentation instrumentation;
  private final boolean late;
  private final Consumer<String> log = new StandardError();
  private final OwnThreads own = new OwnThreads(log, new Ending());
  private final Thread thread = own.newThread(THREAD, new Beginning());

  /** What the JVM is marked with as long as the thread runs: unlike any other profiler's mark. */
  private final String mark = System.nanoTime() + "-" + System.identityHashCode(this);

  private final Switch power = new Switch();

  private final Object lock = new Object();
  private Profiling profiling;
  private Thread hook;
  private boolean closed;

  private Tandem(
      Map<String, String> code, String argument, Instrumentation instrumentation, boolean late) {
    this.code = Map.copyOf(code);
    this.argument = argument;
    this.instrumentation = instrumentation;
    this.late = late;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** What the program itself sets. Not thread-safe. */
  public static final class Builder {
    private final Map<String, String> code = new LinkedHashMap<>();

    private Builder() {}

    /** The name that profiles are shown under. */
    public Builder service(String service) {
      return set(Setting.SERVICE.word(), service);
    }

    /** Where profiles are sent, as in {@code http://127.0.0.1:4747}. */
    public Builder collector(String url) {
      return set(Setting.COLLECTOR.word(), url);
    }

    /** One of the labels that the service can be filtered by. */
    public Builder label(String name, String value) {
      code.merge(Setting.LABELS.word(), name + "=" + value, (labels, more) -> labels + "," + more);
      return this;
    }

    /** Any setting by its name, as in {@code set("cpu_hz", "99")}; {@code null} sets nothing. */
    public Builder set(String setting, String value) {
      if (setting != null && value != null) {
        code.put(setting, value);
      }
      return this;
    }

    /** Starts profiling. Never throws; close what it returns, or leave it to the JVM's end. */
    public Tandem start() {
      return Tandem.start(code, null, null, true);
    }
  }

  /**
   * Starts profiling. Returns at once: everything that takes time happens on the agent's thread.
   *
   * @param argument of the agent; {@code null} for none
   * @param instrumentation {@code null} where the program itself starts the profiler
   * @param late whether the application was already running
   */
  static Tandem start(
      Map<String, String> code, String argument, Instrumentation instrumentation, boolean late) {
    Tandem tandem = new Tandem(code, argument, instrumentation, late);
    Object other = System.getProperties().putIfAbsent(RUNNING, tandem.mark);
    if (other == null) {
      try {
        tandem.thread.start();
      } catch (OutOfMemoryError e) {
        tandem.unmark();
        tandem.log.accept(
            "profiling cannot start: " + e.getClass().getName()); // no thread is left to be had
      }
    } else {
      tandem.log.accept("another Tandem agent already profiles this JVM: this one does nothing");
    }
    return tandem;
  }

  /** Ends the window and takes no samples until {@link #resume}. Idempotent. Never waits. */
  public void pause() {
    boolean unused = power.set(Switch.Hand.PROGRAM, false);
  }

  /** Takes samples again, unless somebody else switched off. Idempotent. Never waits. */
  public void resume() {
    boolean unused = power.set(Switch.Hand.PROGRAM, true);
  }

  /**
   * Ends profiling with a last upload, within {@code exit_seconds}, which are 2 unless set.
   * Idempotent. The builder may start another.
   */
  @Override
  public void close() {
    end();
    Thread registered;
    synchronized (lock) {
      registered = hook;
      hook = null;
    }
    if (registered != null) {
      try {
        Runtime.getRuntime().removeShutdownHook(registered);
      } catch (IllegalStateException e) {
        // the JVM is ending: the hook finds nothing left to do
      }
    }
  }

  /** A class of its own, not a lambda: the JVM's first lambda costs the application's start. */
  private final class Beginning implements Runnable {
    @Override
    public void run() {
      try {
        begin();
      } finally {
        unmark();
      }
    }
  }

  /** What happens where an error of the agent's own ends one of its threads. */
  private final class Ending implements Runnable {
    @Override
    public void run() {
      close();
    }
  }

  private void unmark() {
    System.getProperties().remove(RUNNING, mark);
  }

  private void begin() {
    Configuration configuration =
        new ConfigurationReader()
            .code(code)
            .environment(System.getenv())
            .properties(System.getProperties())
            .argument(argument)
            .read(log);
    if (!configuration.enabled()) {
      return;
    }
    SamplerOpening opening = new SamplerOpening(configuration, late, instrumentation, own, log);
    opening.loadEarly();
    if (configuration.service().isEmpty()) {
      log.accept("no service is set: profiles are shown as " + JavaRuntime.UNKNOWN_SERVICE);
    }
    HeapCounter heap =
        configuration.heapSummary()
            ? new HeapCounter(
                instrumentation, configuration.heapStallMillis(), System::nanoTime, log)
            : null;
    Profiling begun = new Profiling(configuration, heap, power, opening, own, thread, log);
    if (endsWithTheJvm(begun)) {
      begun.run();
    }
  }

  /** False where the JVM is ending or this is closed already: then there is nothing to begin. */
  private boolean endsWithTheJvm(Profiling begun) {
    Thread end = own.newThread("tandem-shutdown", this::end);
    try {
      synchronized (lock) {
        if (closed) {
          return false;
        }
        Runtime.getRuntime().addShutdownHook(end);
        hook = end;
        profiling = begun;
        return true;
      }
    } catch (IllegalStateException e) { // not under the lock: the stream may be anybody's
      log.accept("this JVM is ending: nothing is profiled");
      return false;
    }
  }

  private void end() {
    boolean interrupted = Thread.interrupted(); // who was interrupted waits for nobody any more
    Profiling ended;
    synchronized (lock) {
      closed = true;
      ended = profiling;
    }
    if (ended != null) {
      ended.close();
    } else if (Thread.currentThread() != thread) {
      awaitNothingBegun();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** It sees that this is closed before it begins to sample, and takes its mark away. */
  private void awaitNothingBegun() {
    try {
      thread.join(BEGINNING_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
