package io.tandemprofiler.bridge;

import io.tandemprofiler.agent.sampler.Surroundings;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.management.JMException;

/**
 * Looks at threads in Python, some times a second, on a thread of its own, once the application has
 * made an interpreter. Thread-safe.
 */
final class PythonLooks implements AutoCloseable {
  private static final long LOOK_FOR_JEP_MILLIS = 500;
  private static final int LOOKS_AT_FIRST = 120;
  private static final String THREAD = "tandem-jep";
  private static final String CALMING_THREAD = "tandem-jep-calm";

  /** What Python's compiler and its calls of C need: too small a one would end the JVM. */
  private static final long STACK_BYTES = 2 * 1024 * 1024;

  private static final String SUB_INTERPRETERS = "subinterpreters exist"; // says Python

  private static final String ARCHITECTURE = System.getProperty("os.arch", "");

  private final Surroundings surroundings;
  private final Instrumentation instrumentation;
  private final int hz;
  private final Thread thread;
  private final Calming calming = new Calming();
  private final Thread calmingThread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile boolean seen;
  private volatile boolean keptOut; // by SubInterpreters
  private MixedDivision open; // null between windows
  private int window;
  private boolean begun;
  private boolean closed;
  private boolean saidSub; // the looking thread's

  PythonLooks(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.instrumentation = surroundings.instrumentation().orElse(null);
    this.hz = Integer.parseInt(surroundings.setting("jep_hz"));
    this.thread = surroundings.own().newThread(THREAD, this::run, STACK_BYTES);
    // Python asks this thread's loader for the class that it calls
    thread.setContextClassLoader(PythonLooks.class.getClassLoader());
    this.calmingThread = surroundings.own().newThread(CALMING_THREAD, calming);
  }

  /** Whether the application uses Jep. */
  boolean hasSeenJep() {
    return seen;
  }

  /** What stands for Python that nobody looked at. */
  MixedStack unseen() {
    return keptOut ? MixedStack.IN_SUB_INTERPRETER : MixedStack.NOTHING;
  }

  /** Begins to fill a window. */
  void begin(MixedDivision division) {
    lock.lock();
    try {
      open = division;
      window++;
      if (!begun && !closed) {
        begun = true;
        thread.start();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the window. Waits for nothing. */
  void pause() {
    lock.lock();
    try {
      open = null;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the thread, and waits for nothing: something else may hold the GIL. Idempotent. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      open = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      Class<?> shared = awaitJep();
      if (shared != null) {
        look(shared);
      }
    } catch (OwnInterpreter.UnusableException e) {
      keptOut = e.getMessage().startsWith(SUB_INTERPRETERS);
      giveUp(e.getMessage());
    } catch (IOException | JMException | RuntimeException | LinkageError e) {
      giveUp(e.getClass().getName());
    } finally {
      calming.close();
    }
  }

  private void giveUp(String why) {
    surroundings.log("Python stays <python> in this JVM's profiles: " + why);
  }

  /** {@code null} where this was closed before. */
  private Class<?> awaitJep() {
    JepClasses classes = new JepClasses(instrumentation);
    for (int i = 0; classes.shared() == null && await(restMillis(i)); i++) {
      classes.look();
      seen = classes.areLoaded();
      keptOut = classes.haveSub() && classes.shared() == null;
      if (classes.haveSub() && !saidSub) {
        saidSub = true;
        surroundings.log(
            "what runs in SubInterpreters of Jep stays <python>: a thread of the agent's own in"
                + " one could abort the process");
      }
    }
    return classes.shared();
  }

  /** Programs that use Jep do so soon. */
  private static long restMillis(int looks) {
    return looks < LOOKS_AT_FIRST ? LOOK_FOR_JEP_MILLIS : 10 * LOOK_FOR_JEP_MILLIS;
  }

  private void look(Class<?> shared)
      throws OwnInterpreter.UnusableException, IOException, JMException {
    boolean generatedNames = Boolean.parseBoolean(surroundings.setting("generated_names"));
    warmUp();
    calmingThread.start();
    OwnInterpreter interpreter = OwnInterpreter.open(shared, generatedNames, calming);
    long[] runtime = interpreter.runtimeRange();
    JepThreads threads = new JepThreads(new JavaThreads(instrumentation, surroundings::log));
    KernelThreads kernel = new KernelThreads(runtime[0], runtime[1], ARCHITECTURE);
    Pace pace = new Pace(hz, surroundings::log);
    List<PythonFrame> places = new ArrayList<>();
    int numbered = 0;
    while (await(pace.restMillis())) {
      MixedDivision division;
      int now;
      lock.lock();
      try {
        division = open;
        now = window;
      } finally {
        lock.unlock();
      }
      if (division == null) {
        continue;
      }
      if (now != numbered) {
        places = new ArrayList<>();
        numbered = now;
      }
      Look look = new Look(threads.next(), kernel);
      Answer answer =
          new Answer(
              new DataInputStream(new ByteArrayInputStream(interpreter.look(now, look.wanted()))),
              places,
              look.size());
      pace.held(answer.heldNanos, look.size());
      look.addTo(division, answer);
      threads.learn(answer.osIds, look);
    }
  }

  /**
   * Looks at this thread, as Python does where it is opened: so all that a look needs is loaded.
   */
  private static void warmUp() {
    Gil.warmUp();
    Hold hold =
        new Hold(
            new KernelThreads(0, 0, ARCHITECTURE),
            new long[] {Thread.currentThread().getId()},
            new int[1]);
    hold.look();
    Hold.prepare(hold);
  }

  /** False where this was closed. */
  private boolean await(long millis) {
    long left = TimeUnit.MILLISECONDS.toNanos(millis);
    lock.lock();
    try {
      while (!closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      return !closed;
    } catch (InterruptedException e) {
      return false;
    } finally {
      lock.unlock();
    }
  }
}
