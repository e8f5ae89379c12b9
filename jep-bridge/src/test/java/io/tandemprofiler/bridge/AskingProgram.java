package io.tandemprofiler.bridge;

import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.StackTrace;
import io.tandemprofiler.model.ThreadState;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import jep.SharedInterpreter;

/**
 * Looks at a thread in Python that lets go of the GIL only where it calls Java, until it is seen
 * elsewhere. In the bridge's own package, since it looks by itself.
 */
public final class AskingProgram {
  private static final String ARCHITECTURE = System.getProperty("os.arch");
  private static final long GAP_MILLIS = 20;
  private static final CountDownLatch BEGUN = new CountDownLatch(1);
  private static volatile boolean done;

  /** What Python is given. */
  public AskingProgram() {}

  /** Called by Python after each turn: for so long whoever waits for the GIL surely gets it. */
  public boolean done() throws InterruptedException {
    BEGUN.countDown();
    Thread.sleep(GAP_MILLIS);
    return done;
  }

  public static void main(String[] arguments) throws Exception {
    OwnInterpreter interpreter = OwnInterpreter.open(SharedInterpreter.class, false, new Calming());
    Thread asked = new Thread(AskingProgram::run);
    asked.start();
    BEGUN.await();
    long[] runtime = interpreter.runtimeRange();
    KernelThreads kernel = new KernelThreads(runtime[0], runtime[1], ARCHITECTURE);
    JepThreads threads = new JepThreads(new JavaThreads(null, System.err::println));
    MixedDivision division = new MixedDivision(() -> true, () -> MixedStack.NOTHING, false, false);
    // each look in a window of its own: a module that was just imported has its name later
    for (int window = 1; !divided(division, asked).contains("crunched"); window++) {
      Look look = new Look(threads.next(), kernel);
      byte[] said = interpreter.look(window, look.wanted());
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(said));
      Answer answer = new Answer(in, new ArrayList<>(), look.size());
      look.addTo(division, answer);
      threads.learn(answer.osIds, look);
    }
    System.out.println("seen");
    done = true;
    asked.join();
  }

  private static void run() {
    try (SharedInterpreter python = new SharedInterpreter()) {
      python.exec("from mixed_program import keeping");
      System.out.println(python.invoke("keeping", new AskingProgram()));
    }
  }

  /** The functions among which a second of the thread's is divided. */
  private static List<String> divided(MixedDivision division, Thread thread) {
    ThreadInfo info =
        ManagementFactory.getThreadMXBean().getThreadInfo(thread.getId(), Integer.MAX_VALUE);
    JavaStack java = JavaStack.of(info.getStackTrace());
    List<String> functions = new ArrayList<>();
    SeriesKey cpu = new SeriesKey(Measure.CPU_TIME, ThreadState.RUNNING);
    StackTrace trace = new StackTrace(java.frames(), new int[java.frames().size()]);
    division.take(thread.getId(), 0, trace, cpu, 1, 1_000_000);
    division.forEach(
        (divided, key, samples, value) ->
            divided.frames().forEach(frame -> functions.add(frame.function())));
    return functions;
  }
}
