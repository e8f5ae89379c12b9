import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import jep.JepException;
import jep.SharedInterpreter;
import jep.SubInterpreter;

/**
 * Everything at once that could make a sampler hang or crash: threads that keep Python's lock, that
 * wait for Java's, that come and go with interpreters closed and not, exceptions both ways, and a
 * JVM that stops for dumps and collections all the time.
 *
 * <p>{@code SECONDS KIND...}: a thread for each kind, so long at least, and until its input ends. Prints
 * {@code did KIND TIMES} of each. Exit 4 with all stacks where one has ended, or stands still for a
 * quarter of an hour: the lock is handed on slowly where much else runs. Ends by
 * {@link System#exit} while all work.
 */
public final class Storm {
  private static final long PATIENCE_NANOS = 900_000_000_000L;
  private static final int LEAKS = 100;
  private static final Object LOCK = new Object();
  private static final Map<String, Throwable> FAILURES = new ConcurrentHashMap<>();
  private static int leaked;

  private Storm() {}

  /** A bit of work, done again and again. */
  interface Work {
    void once() throws Exception;
  }

  public static void main(String[] words) throws Exception {
    Input.open();
    long end = System.nanoTime() + (long) (Double.parseDouble(words[0]) * 1e9);
    Map<String, AtomicLong> done = new LinkedHashMap<>();
    for (int i = 1; i < words.length; i++) {
      AtomicLong times = new AtomicLong();
      done.put(words[i], times);
      String kind = words[i];
      Thread thread = new Thread(() -> runs(kind, times));
      thread.setDaemon(true);
      thread.start();
    }
    for (Map.Entry<String, AtomicLong> each : done.entrySet()) {
      awaitMore(each.getKey(), each.getValue()); // each has begun
    }
    while (System.nanoTime() < end || !Input.hasEnded()) {
      Thread.sleep(1000);
    }
    for (Map.Entry<String, AtomicLong> each : done.entrySet()) {
      awaitMore(each.getKey(), each.getValue()); // and still goes on
      System.out.println("did " + each.getKey() + " " + each.getValue());
    }
    System.exit(0);
  }

  private static void awaitMore(String kind, AtomicLong times) throws InterruptedException {
    long before = times.get();
    long until = System.nanoTime() + PATIENCE_NANOS;
    while (times.get() == before) {
      boolean hasEnded = FAILURES.containsKey(kind);
      if (hasEnded || System.nanoTime() > until) {
        Thread.getAllStackTraces().forEach((thread, stack) -> print(thread, stack));
        System.err.println(kind + (hasEnded ? " has ended: " + FAILURES.get(kind) : " stands still"));
        System.exit(4);
      }
      Thread.sleep(10);
    }
  }

  private static void print(Thread thread, StackTraceElement[] stack) {
    System.err.println(thread);
    for (StackTraceElement frame : stack) {
      System.err.println("  " + frame);
    }
  }

  private static void runs(String kind, AtomicLong times) {
    Work work = work(kind);
    try {
      while (true) {
        work.once();
        times.incrementAndGet();
      }
    } catch (Throwable failed) {
      FAILURES.put(kind, failed);
      throw new IllegalStateException(kind, failed);
    }
  }

  private static Work work(String kind) {
    switch (kind) {
      case "hogs":
        return with("hog");
      case "recurses":
        return with("recurse");
      case "locks":
      case "locks_too":
        return with("lock");
      case "throws":
        return with("throw");
      case "calls_back":
        return with("call_back");
      case "waits":
        return with("wait");
      case "comes_and_goes":
        return Storm::comesAndGoes;
      case "isolated":
        return Storm::isolated;
      case "dumps":
        return () -> ManagementFactory.getThreadMXBean().dumpAllThreads(true, true);
      case "collects":
        return System::gc;
      default:
        throw new IllegalArgumentException(kind + " is no kind");
    }
  }

  /** Python that one interpreter runs for as long as its thread lives. */
  private static Work with(String function) {
    ThreadLocal<SharedInterpreter> python =
        ThreadLocal.withInitial(
            () -> {
              SharedInterpreter made = new SharedInterpreter();
              made.exec("from storm import *");
              return made;
            });
    return () -> python.get().invoke(function, new Host(python.get()));
  }

  /** A thread with an interpreter, which ends at once; some leave it open. */
  private static void comesAndGoes() throws InterruptedException {
    boolean leaks = leaked < LEAKS && new Random().nextInt(10) == 0;
    leaked += leaks ? 1 : 0;
    Thread brief =
        new Thread(
            () -> {
              SharedInterpreter python = new SharedInterpreter();
              python.exec("from storm import *");
              python.invoke("recurse", new Host(python));
              if (!leaks) {
                python.close();
              }
            });
    brief.start();
    brief.join();
  }

  /** A thread with an interpreter whose modules are its own. */
  private static void isolated() throws InterruptedException {
    Thread brief =
        new Thread(
            () -> {
              try (SubInterpreter python = new SubInterpreter()) {
                python.exec("total = sum(range(100_000))");
              }
            });
    brief.start();
    brief.join();
  }

  /** What Python calls. */
  public static final class Host {
    private final SharedInterpreter python;

    Host(SharedInterpreter python) {
      this.python = python;
    }

    public Object down(int levels) {
      return levels == 0 ? null : python.invoke("down", this, levels - 1);
    }

    public int key(int number) {
      return -number;
    }

    public Object locked(int levels) throws InterruptedException {
      synchronized (LOCK) {
        Thread.sleep(1);
        return down(levels);
      }
    }

    public void refuse() {
      throw new IllegalStateException("refused");
    }

    public void catchPythons() {
      try {
        python.invoke("refuse");
        throw new AssertionError("Python did not refuse");
      } catch (JepException refused) {
        Thread.onSpinWait();
      }
    }
  }
}
