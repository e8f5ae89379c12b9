package io.tandemprofiler.bridge;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import jep.SharedInterpreter;

/**
 * How long a look holds the GIL, and what it costs: looks as the bridge does, ten times a second
 * whatever a hold takes, while threads compute in Python.
 *
 * <p>{@code THREADS SECONDS}. Prints {@code holds} and the nanoseconds of each, then {@code looks}:
 * how many, at how many stacks, how many of these moved meanwhile, and the thread's own CPU time in
 * microseconds.
 */
public final class Holds {
  private static final int REST_MILLIS = 100;

  private Holds() {}

  public static void main(String[] words) throws Exception {
    for (int i = Integer.parseInt(words[0]); i > 0; i--) {
      start();
    }
    long end = System.nanoTime() + (long) (Double.parseDouble(words[1]) * 1e9);
    List<Long> holds = new ArrayList<>();
    long stacks = 0;
    long moved = 0;
    long cpuNanos = 0;
    OwnInterpreter interpreter = OwnInterpreter.open(SharedInterpreter.class, false, new Calming());
    long[] runtime = interpreter.runtimeRange();
    KernelThreads kernel = new KernelThreads(runtime[0], runtime[1], System.getProperty("os.arch"));
    JepThreads threads = new JepThreads(new JavaThreads(null, System.err::println));
    List<PythonFrame> places = new ArrayList<>();
    long before = cpuNanos();
    while (System.nanoTime() < end || holds.isEmpty()) {
      Thread.sleep(REST_MILLIS);
      Look look = new Look(threads.next(), kernel);
      byte[] said = interpreter.look(1, look.wanted());
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(said));
      Answer answer = new Answer(in, places, look.size());
      look.addTo(new MixedDivision(() -> true, () -> MixedStack.NOTHING, false, true), answer);
      threads.learn(answer.osIds, look);
      if (look.size() > 0) {
        holds.add(answer.heldNanos);
        stacks += look.size();
        moved += answer.stacks.stream().filter(Objects::isNull).count();
      }
    }
    cpuNanos = cpuNanos() - before;
    StringBuilder said = new StringBuilder("holds");
    holds.forEach(hold -> said.append(' ').append(hold));
    System.out.println(said);
    System.out.println(
        "looks " + holds.size() + " " + stacks + " " + moved + " " + cpuNanos / 1000);
    System.exit(0);
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void start() throws InterruptedException {
    Thread thread =
        new Thread(
            () -> {
              try (SharedInterpreter python = new SharedInterpreter()) {
                python.exec("import turns\nserve = turns.Turns('python', 1, None).serve");
                while (true) {
                  python.invoke("serve");
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
  }
}
