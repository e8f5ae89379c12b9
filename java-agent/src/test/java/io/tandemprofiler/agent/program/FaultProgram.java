package io.tandemprofiler.agent.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;

/**
 * Applications in trouble, or that would trouble a profiler. Each prints what it did, and ends;
 * those that are to be seen at work not before their standard input has ended.
 */
public final class FaultProgram {
  /** Of work once the input has ended: some tenths of a second. */
  private static final int LAST_STEPS = 100;

  private static final List<byte[]> KEPT = new ArrayList<>();
  static volatile double result;
  private static volatile boolean told;

  private FaultProgram() {}

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "out-of-memory":
        outOfMemory();
        break;
      case "starving":
        starving();
        break;
      case "deep":
        deep(Integer.parseInt(arguments[1]));
        break;
      case "threads":
        threads(Integer.parseInt(arguments[1]));
        break;
      case "virtual-threads":
        virtualThreads(Integer.parseInt(arguments[1]));
        break;
      case "paths":
        paths(Integer.parseInt(arguments[1]));
        break;
      case "class-storm":
        classStorm(Integer.parseInt(arguments[1]));
        break;
      case "ending":
        ending();
        break;
      default:
        throw new IllegalArgumentException(arguments[0]);
    }
  }

  /** Ends by an error that nobody catches. */
  private static void outOfMemory() {
    System.out.println("filling");
    try {
      while (true) {
        KEPT.add(new byte[1 << 16]);
      }
    } catch (OutOfMemoryError e) {
      KEPT.clear(); // else there is nothing left to print it with
      throw e;
    }
  }

  /**
   * Told a line, leaves no memory for some seconds, gets over it, and goes on until told to end.
   */
  private static void starving() throws IOException {
    while (System.in.read() != '\n') {}
    long end = System.nanoTime() + 3_000_000_000L;
    for (int size = 1 << 20; System.nanoTime() < end; size = Math.max(1 << 10, size / 2)) {
      try {
        while (true) {
          KEPT.add(new byte[size]);
        }
      } catch (OutOfMemoryError e) {
        // so it shall be
      }
    }
    KEPT.clear();
    System.out.println("over");
    awaitEndOfInput();
  }

  private static void deep(int levels) throws InterruptedException {
    Thread thread = new Thread(null, () -> System.out.println(down(levels)), "deep", 64 << 20);
    thread.start();
    thread.join();
  }

  private static int down(int levels) {
    if (levels > 0) {
      return 1 + down(levels - 1);
    }
    burn();
    return 0;
  }

  private static void threads(int count) throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(count);
    CountDownLatch end = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Thread thread =
          new Thread(
              null,
              () -> {
                begun.countDown();
                await(end);
              },
              "waiting",
              128 << 10);
      thread.start();
      threads.add(thread);
    }
    await(begun);
    long counted = System.nanoTime() + 2_000_000_000L; // the agent counts threads each second
    while (System.nanoTime() < counted) {
      step();
    }
    burn();
    end.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    System.out.println(threads.size());
  }

  /** Executes at the ends of so many call paths and more, each long and none like another. */
  private static void paths(int count) {
    listen();
    for (int rest = count, i = 0; rest > 0; rest -= told ? 1 : 0, i++) {
      left(new SplittableRandom(i), 900);
    }
    System.out.println(count);
  }

  private static void left(SplittableRandom random, int steps) {
    turn(random, steps);
  }

  private static void right(SplittableRandom random, int steps) {
    turn(random, steps);
  }

  private static void turn(SplittableRandom random, int steps) {
    if (steps == 0) {
      step();
    } else if (random.nextBoolean()) {
      left(random, steps - 2);
    } else {
      right(random, steps - 2);
    }
  }

  /** One executes while all the others sleep. */
  private static void virtualThreads(int count) throws Exception {
    ThreadMaker virtual = ThreadMaker.ofThisJvm();
    List<Thread> sleeping = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Thread thread = virtual.make(FaultProgram::sleepVirtually);
      thread.start();
      sleeping.add(thread);
    }
    Thread busy = virtual.make(FaultProgram::burnVirtually);
    busy.start();
    busy.join();
    for (Thread thread : sleeping) {
      thread.interrupt();
      thread.join();
    }
    System.out.println(sleeping.size());
  }

  private static void burnVirtually() {
    burn();
  }

  private static void sleepVirtually() {
    try {
      Thread.sleep(Long.MAX_VALUE);
    } catch (InterruptedException e) {
      // told to end
    }
  }

  /** Loads itself anew, uses what it loaded, and forgets it, so often and more. */
  private static void classStorm(int rounds) throws Exception {
    URL own = FaultProgram.class.getProtectionDomain().getCodeSource().getLocation();
    listen();
    for (int rest = rounds, i = 0; rest > 0; rest -= told ? 1 : 0, i++) {
      try (URLClassLoader loader =
          new URLClassLoader(new URL[] {own}, ClassLoader.getPlatformClassLoader())) {
        Class<?> again = loader.loadClass(Burner.class.getName());
        ((Runnable) again.getDeclaredConstructor().newInstance()).run();
      }
      if (i % 50 == 0) {
        System.gc();
      }
    }
    System.out.println(rounds);
  }

  /** What is loaded, and soon unloaded. */
  public static final class Burner implements Runnable {
    @Override
    public void run() {
      step();
    }
  }

  /** Has ended but for a hook, which waits for the end of the standard input. */
  private static void ending() {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  System.out.println("ending");
                  awaitEndOfInput();
                }));
    System.exit(5);
  }

  private static void burn() {
    listen();
    for (int rest = LAST_STEPS; rest > 0; rest -= told ? 1 : 0) {
      step();
    }
  }

  private static void step() {
    double sum = 0;
    for (int i = 0; i < 2_000_000; i++) {
      sum += Math.sqrt(i);
    }
    result = sum;
  }

  private static void listen() {
    Thread listening =
        new Thread(
            () -> {
              awaitEndOfInput();
              told = true;
            });
    listening.setDaemon(true);
    listening.start();
  }

  private static void awaitEndOfInput() {
    try {
      while (System.in.read() >= 0) {}
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
