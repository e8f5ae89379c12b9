package io.tandemprofiler.agent.sampler;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes and knows the agent's own threads: daemons that inherit nothing from the application.
 * Thread-safe.
 */
public final class OwnThreads implements ThreadFactory {
  private final Set<Long> living = ConcurrentHashMap.newKeySet();
  private final Set<Long> ids = ConcurrentHashMap.newKeySet();
  private final AtomicLong endedNanos = new AtomicLong();
  private final AtomicInteger made = new AtomicInteger();

  @Override
  public Thread newThread(Runnable work) {
    return newThread("tandem-" + made.incrementAndGet(), work);
  }

  /** A thread that is not started yet. */
  public Thread newThread(String name, Runnable work) {
    Thread thread = new Thread(null, new Counted(work), name, 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(OwnThreads.class.getClassLoader());
    ids.add(thread.getId());
    return thread;
  }

  /** Whether the thread with this {@link Thread#getId} was made here. */
  boolean contains(long id) {
    return ids.contains(id);
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
