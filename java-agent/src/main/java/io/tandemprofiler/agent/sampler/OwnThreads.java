package io.tandemprofiler.agent.sampler;

import io.tandemprofiler.model.StackTrace;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Makes and knows the agent's own threads: daemons that inherit nothing from the application.
 * Thread-safe.
 */
public final class OwnThreads implements ThreadFactory {
  private static final String COUNTED = Counted.class.getName();
  private static final int REMEMBERED = 1000; // more than end in an hour
  private static final int END_TRIES = 100;
  private static final long TRY_AGAIN_MILLIS = 50;

  static {
    // What is caught below, loaded while there is memory: a loader that is first asked for it when
    // there is none fails, and its error leaves the very code that catches.
    Objects.requireNonNull(Throwable.class);
    Objects.requireNonNull(OutOfMemoryError.class);
  }

  private final Set<Long> living = ConcurrentHashMap.newKeySet();
  private final Set<Long> ids = ConcurrentHashMap.newKeySet();
  private final Deque<Long> ended = new ArrayDeque<>();
  private final AtomicLong endedNanos = new AtomicLong();
  private final AtomicInteger made = new AtomicInteger();
  private final AtomicBoolean failed = new AtomicBoolean();
  private final Consumer<String> log;
  private final Runnable end;

  /** Of which nothing else ends where an error ends one. */
  public OwnThreads(Consumer<String> log) {
    this(log, () -> {});
  }

  /**
   * The first of the threads that an error ends calls {@code end} and then says one line. The
   * application's own handler of uncaught exceptions, which may end the JVM, never hears of any.
   *
   * @param end what the others cannot go on without, idempotent: it is called again where it throws
   */
  public OwnThreads(Consumer<String> log, Runnable end) {
    this.log = log;
    this.end = end;
  }

  @Override
  public Thread newThread(Runnable work) {
    return newThread("tandem-" + made.incrementAndGet(), work);
  }

  /** A thread that is not started yet. */
  public Thread newThread(String name, Runnable work) {
    return newThread(name, work, 0);
  }

  /**
   * A thread that is not started yet.
   *
   * @param stackBytes of its stack, whatever {@code -Xss} says; 0 for that
   */
  public Thread newThread(String name, Runnable work, long stackBytes) {
    Thread thread = new Counted(work, name, stackBytes);
    thread.setDaemon(true);
    thread.setContextClassLoader(OwnThreads.class.getClassLoader());
    thread.setUncaughtExceptionHandler(new Ending());
    return thread;
  }

  /**
   * A thread that is not started yet, and that alone ends where there is no memory, which the
   * application may get over.
   *
   * @param starved is run on it then, by its last strength: it must not allocate
   */
  public Thread newThread(String name, Runnable work, Runnable starved) {
    Thread thread = newThread(name, work);
    thread.setUncaughtExceptionHandler(new Starving(starved));
    return thread;
  }

  /** Of threads that others can do without, where there is no memory for them. */
  public ThreadFactory dispensable() {
    return work -> newThread("tandem-" + made.incrementAndGet(), work, () -> {});
  }

  /** Whether the thread with this {@link Thread#getId} was made here, and started. */
  public boolean contains(long id) {
    return ids.contains(id);
  }

  /** A recording that is read later still shows the thread; no other thread gets its number. */
  private void forgetLater(long id) {
    synchronized (ended) {
      ended.addLast(id);
      if (ended.size() > REMEMBERED) {
        ids.remove(ended.removeFirst());
      }
    }
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
      if (!failed.compareAndSet(false, true)) {
        return;
      }
      boolean over = false;
      for (int i = 0; i < END_TRIES && !over; i++) {
        over = ends(thread, error);
      }
    }

    /** False where it must be tried again, as where the application left no memory for now. */
    private boolean ends(Thread thread, Throwable error) {
      try {
        end.run();
        // never the error's message, which can hold anything
        log.accept("profiling ends: " + error.getClass().getName() + " in " + thread.getName());
        return true;
      } catch (Throwable e) {
        pause();
        return false;
      }
    }

    private void pause() {
      try {
        Thread.sleep(TRY_AGAIN_MILLIS);
      } catch (Throwable e) {
        // interrupted, or no memory even to sleep: it is tried again the sooner
      }
    }
  }

  private final class Starving implements Thread.UncaughtExceptionHandler {
    private final Runnable starved;
    private final Ending otherwise = new Ending();

    Starving(Runnable starved) {
      this.starved = starved;
    }

    @Override
    public void uncaughtException(Thread thread, Throwable error) {
      if (error instanceof OutOfMemoryError) {
        starved.run();
      } else {
        otherwise.uncaughtException(thread, error);
      }
    }
  }

  /**
   * Known once it runs: what never starts, for want of threads, never ends either. A pool's threads
   * are not started by {@link Thread#start} from 21 on.
   */
  private final class Counted extends Thread {
    private final Runnable work;

    Counted(Runnable work, String name, long stackBytes) {
      super(null, null, name, stackBytes, false);
      this.work = work;
    }

    @Override
    public void run() {
      long id = getId();
      ids.add(id);
      living.add(id);
      try {
        work.run();
      } finally {
        living.remove(id);
        forgetLater(id);
        endedNanos.addAndGet(
            Math.max(0, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime()));
      }
    }
  }
}
