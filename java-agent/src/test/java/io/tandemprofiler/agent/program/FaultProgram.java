package io.tandemprofiler.agent.program;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;

/** Applications in trouble, or that would trouble a profiler. Each prints what it did, and ends. */
public final class FaultProgram {
  private static final List<byte[]> KEPT = new ArrayList<>();
  static volatile double result;

  private FaultProgram() {}

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "out-of-memory" -> outOfMemory();
      case "deep" -> deep(Integer.parseInt(arguments[1]));
      case "threads" -> threads(Integer.parseInt(arguments[1]));
      case "virtual-threads" -> virtualThreads(Integer.parseInt(arguments[1]));
      case "paths" -> paths(Integer.parseInt(arguments[1]));
      case "class-storm" -> classStorm(Integer.parseInt(arguments[1]));
      case "ending" -> ending();
      default -> throw new IllegalArgumentException(arguments[0]);
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

  private static void deep(int levels) throws InterruptedException {
    Thread thread = new Thread(null, () -> System.out.println(down(levels)), "deep", 64 << 20);
    thread.start();
    thread.join();
  }

  private static int down(int levels) {
    if (levels > 0) {
      return 1 + down(levels - 1);
    }
    burn(2_000_000_000L);
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
    burn(2_000_000_000L);
    end.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    System.out.println(threads.size());
  }

  /** Executes at the ends of so many call paths, each of them long and none like another. */
  private static void paths(int count) {
    for (int i = 0; i < count; i++) {
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
      double sum = 0;
      for (int i = 0; i < 2_000_000; i++) {
        sum += Math.sqrt(i);
      }
      result = sum;
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
    burn(1_500_000_000L);
  }

  private static void sleepVirtually() {
    try {
      Thread.sleep(Long.MAX_VALUE);
    } catch (InterruptedException e) {
      // told to end
    }
  }

  /** Loads itself anew, uses what it loaded, and forgets it. */
  private static void classStorm(int rounds) throws Exception {
    URL own = FaultProgram.class.getProtectionDomain().getCodeSource().getLocation();
    int done = 0;
    for (int i = 0; i < rounds; i++) {
      try (URLClassLoader loader =
          new URLClassLoader(new URL[] {own}, ClassLoader.getPlatformClassLoader())) {
        Class<?> again = loader.loadClass(Burner.class.getName());
        ((Runnable) again.getDeclaredConstructor().newInstance()).run();
        done++;
      }
      if (i % 50 == 0) {
        System.gc();
      }
    }
    System.out.println(done);
  }

  /** What is loaded, and soon unloaded. */
  public static final class Burner implements Runnable {
    @Override
    public void run() {
      burn(5_000_000);
    }
  }

  /** Has ended but for a hook, which waits for the end of the standard input. */
  private static void ending() {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  System.out.println("ending");
                  try {
                    while (System.in.read() >= 0) {}
                  } catch (java.io.IOException e) {
                    throw new IllegalStateException(e);
                  }
                }));
    System.exit(5);
  }

  private static void burn(long nanos) {
    long end = System.nanoTime() + nanos;
    double sum = 0;
    while (System.nanoTime() < end) {
      for (int i = 0; i < 1000; i++) {
        sum += Math.sqrt(i);
      }
    }
    result = sum;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
