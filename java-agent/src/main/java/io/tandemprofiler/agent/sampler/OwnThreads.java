package io.tandemprofiler.agent.sampler;

import io.tandemprofiler.model.StackTrace;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Makes and knows the agent's own threads: daemons that inherit nothing from the application.
 * Thread-safe.
 */
public final class OwnThreads implements ThreadFactory {
  private static final String COUNTED = Counted.class.getName();
  private static final int MAX_FAILURES_LOGGED = 5;

  private final Set<Long> living = ConcurrentHashMap.newKeySet();
  private final Set<Long> ids = ConcurrentHashMap.newKeySet();
  private final AtomicLong endedNanos = new AtomicLong();
  private final AtomicInteger made = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final Consumer<String> log;

  /**
   * @param log gets a line for each of the first threads that an error ends: the application's own
   *     handler of uncaught exceptions, which may end the JVM, never hears of them
   */
  public OwnThreads(Consumer<String> log) {
    this.log = log;
  }

  @Override
  public Thread newThread(Runnable work) {
    return newThread("tandem-" + made.incrementAndGet(), work);
  }

  /** A thread that is not started yet. */
  public Thread newThread(String name, Runnable work) {
    Thread thread = new Thread(null, new Counted(work), name, 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(OwnThreads.class.getClassLoader());
    thread.setUncaughtExceptionHandler(new Ending());
    ids.add(thread.getId());
    return thread;
  }

  /** Whether the thread with this {@link Thread#getId} was made here. */
  public boolean contains(long id) {
    return ids.contains(id);
  }

  /** Whether it is the stack of a thread that was made by any of these. */
  static boolean isOn(StackTrace trace) {
    return trace.frames().stream().anyMatch(frame -> frame.owner().equals(COUNTED));
  }

  /** What all of them executed since the JVM started. */
  public long cpuNanos() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long nanos = endedNanos.get();
    for (Long id : living) {
      nanos += Math.max(0, threads.getThreadCpuTime(id));
    }
    return nanos;
  }

  /** A class of its own, not a lambda: the JVM's first lambda costs the application's start. */
  private final class Ending implements Thread.UncaughtExceptionHandler {
    @Override
    public void uncaughtException(Thread thread, Throwable error) {
      try {
        if (failed.incrementAndGet() <= MAX_FAILURES_LOGGED) {
          String kind = error.getClass().getName(); // never its message, which can hold anything
          log.accept(thread.getName() + " ended by an error of the agent's own: " + kind);
        }
      } catch (OutOfMemoryError e) {
        // the application has left no memory to say it with, and the JVM would say that
      }
    }
  }

  /** A class of its own, not a lambda: the JVM's first lambda costs the application's start. */
  private final class Counted implements Runnable {
    private final Runnable work;

    Counted(Runnable work) {
      this.work = work;
    }

    @Override
    public void run() {
      long id = Thread.currentThread().getId();
      living.add(id);
      try {
        work.run();
      } finally {
        living.remove(id);
        endedNanos.addAndGet(
            Math.max(0, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime()));
      }
    }
  }
}
