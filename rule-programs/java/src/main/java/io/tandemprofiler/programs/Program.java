package io.tandemprofiler.programs;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One of the two ways in which a program of this folder works: again and again, for some seconds.
 *
 * <p>The command line is {@code trigger|near-miss [--seconds N]}: so many of CPU time, or four
 * times as many where the program mostly waits. Then it waits for the end of its input.
 */
final class Program {
  private static final int WAITING = 4;

  /** What was made last, so that no compiler can leave the making out. */
  @SuppressWarnings("unused")
  private static volatile Object kept;

  private final Way way;
  private final Duration work;
  private final long began = System.nanoTime();
  private final Duration usedBefore = used();

  private Program(Way way, Duration work) {
    this.way = way;
    this.work = work;
  }

  /** A piece of work, as an application does it for a request. */
  interface Way {
    void run() throws Exception;
  }

  /** Does the work that the command line names, on the main thread. */
  static void run(String[] args, Way trigger, Way nearMiss) throws Exception {
    run(args, 1, trigger, nearMiss);
  }

  /** The same on so many threads at once. */
  static void run(String[] args, int threads, Way trigger, Way nearMiss) throws Exception {
    long seconds = args.length == 3 && args[1].equals("--seconds") ? Long.parseLong(args[2]) : 5;
    Way way = args[0].equals("trigger") ? trigger : nearMiss;
    Program program = new Program(way, Duration.ofSeconds(seconds));
    List<Thread> others = new ArrayList<>();
    for (int i = 1; i < threads; i++) {
      Thread other = new Thread(program::repeat);
      other.start();
      others.add(other);
    }
    program.repeat();
    for (Thread other : others) {
      other.join();
    }
    awaitEndOfInput();
  }

  /** Makes the value be used. */
  static void keep(Object value) {
    kept = value;
  }

  private void repeat() {
    try {
      while (!isOver()) {
        long end = System.nanoTime() + Duration.ofMillis(100).toNanos();
        while (System.nanoTime() < end) {
          way.run();
        }
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean isOver() {
    return used().minus(usedBefore).compareTo(work) > 0
        || System.nanoTime() - began > work.multipliedBy(WAITING).toNanos();
  }

  /** By all threads of this process. */
  private static Duration used() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
  }

  private static void awaitEndOfInput() throws IOException {
    System.out.println("done");
    System.in.transferTo(OutputStream.nullOutputStream());
  }
}
