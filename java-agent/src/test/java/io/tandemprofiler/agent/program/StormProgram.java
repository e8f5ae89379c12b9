package io.tandemprofiler.agent.program;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * Does, all at once, what has crashed JVMs under profilers: loads and unloads classes, redefines
 * them, makes hidden ones, starts threads that end at once, virtual ones too, recurses deeply, and
 * throws. Says {@code round N} after each round, and goes on until its standard input ends. It is
 * also the agent that redefines its classes.
 */
public final class StormProgram {
  private static final int DEPTH = 5_000;
  private static Instrumentation instrumentation;

  private StormProgram() {}

  public static void premain(String argument, Instrumentation given) {
    instrumentation = given;
  }

  public static void main(String[] arguments) throws Exception {
    List<Callable<Void>> storms =
        List.of(
            StormProgram::unload,
            StormProgram::redefine,
            StormProgram::hide,
            StormProgram::startThreads,
            StormProgram::startVirtualThreads,
            StormProgram::recurse,
            StormProgram::unwind);
    ExecutorService threads = Executors.newFixedThreadPool(storms.size());
    Future<Integer> end = whenInputEnds();
    for (int round = 1; !end.isDone(); round++) {
      for (Future<Void> storm : threads.invokeAll(storms)) {
        storm.get();
      }
      System.out.println("round " + round);
    }
    threads.shutdown();
    System.out.println("done");
  }

  private static Future<Integer> whenInputEnds() {
    ExecutorService reader =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task);
              thread.setDaemon(true);
              return thread;
            });
    return reader.submit(() -> System.in.read());
  }

  private static Void unload() throws Exception {
    for (int i = 0; i < 40; i++) {
      List<Object> leaves = new ArrayList<>();
      for (int j = 0; j < 10; j++) {
        leaves.add(new Once().leaf().getConstructor().newInstance());
      }
      for (Object leaf : leaves) {
        check(((Callable<?>) leaf).call().equals(Leaf.RESULT));
      }
    }
    System.gc();
    return null;
  }

  private static Void redefine() throws Exception {
    byte[] leaf = bytesOfLeaf();
    for (int i = 0; i < 20; i++) {
      instrumentation.redefineClasses(new ClassDefinition(Leaf.class, leaf));
      check(new Leaf().call().equals(Leaf.RESULT));
    }
    return null;
  }

  /** From Java 15 on. */
  private static Void hide() throws Exception {
    for (Method define : MethodHandles.Lookup.class.getMethods()) {
      if (define.getName().equals("defineHiddenClass")) {
        hide(define);
      }
    }
    return null;
  }

  private static void hide(Method define) throws Exception {
    byte[] leaf = bytesOfLeaf();
    Object options = Array.newInstance(define.getParameterTypes()[2].getComponentType(), 0);
    MethodHandles.Lookup here = MethodHandles.lookup();
    for (int i = 0; i < 200; i++) {
      Class<?> hidden =
          ((MethodHandles.Lookup) define.invoke(here, leaf, true, options)).lookupClass();
      check(((Callable<?>) hidden.getConstructor().newInstance()).call().equals(Leaf.RESULT));
    }
  }

  private static Void startThreads() throws Exception {
    for (int i = 0; i < 50; i++) {
      List<Thread> threads = new ArrayList<>();
      for (int j = 0; j < 20; j++) {
        threads.add(new Thread(() -> new Leaf().call()));
      }
      finish(threads);
    }
    return null;
  }

  private static Void startVirtualThreads() throws Exception {
    ThreadMaker virtual = ThreadMaker.ofThisJvm();
    for (int i = 0; i < 20; i++) {
      List<Thread> threads = new ArrayList<>();
      for (int j = 0; j < 200; j++) {
        threads.add(
            virtual.make(
                () -> {
                  new Leaf().call();
                  LockSupport.parkNanos(1); // away from its carrier, and back
                  new Leaf().call();
                }));
      }
      finish(threads);
    }
    return null;
  }

  private static Void recurse() {
    for (int i = 0; i < 3_000; i++) {
      check(down(DEPTH) == DEPTH);
    }
    return null;
  }

  private static Void unwind() {
    for (int i = 0; i < 100; i++) {
      try {
        fall(1_000);
        check(false);
      } catch (IllegalStateException e) {
        check(e.getStackTrace().length > 0);
      }
    }
    return null;
  }

  private static int down(int levels) {
    if (levels > 0) {
      return 1 + down(levels - 1);
    }
    check(new Leaf().call().equals(Leaf.RESULT));
    return 0;
  }

  private static void fall(int levels) {
    if (levels > 0) {
      fall(levels - 1);
    }
    throw new IllegalStateException();
  }

  private static void finish(List<Thread> threads) throws InterruptedException {
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void check(boolean holds) {
    if (!holds) {
      throw new AssertionError();
    }
  }

  private static byte[] bytesOfLeaf() throws IOException {
    try (InputStream file = StormProgram.class.getResourceAsStream("StormProgram$Leaf.class")) {
      return file.readAllBytes();
    }
  }

  /** Calculates for a while, in a class that may have been made a moment ago. */
  public static final class Leaf implements Callable<Double> {
    static final Double RESULT = calculate();

    @Override
    public Double call() {
      return calculate();
    }

    private static double calculate() {
      double sum = 0;
      for (int i = 0; i < 20_000; i++) {
        sum += Math.sqrt(i);
      }
      return sum;
    }
  }

  /** Defines a class that is forgotten with this loader. */
  private static final class Once extends ClassLoader {
    Once() {
      super(StormProgram.class.getClassLoader());
    }

    Class<?> leaf() throws IOException {
      byte[] leaf = bytesOfLeaf();
      return defineClass(Leaf.class.getName(), leaf, 0, leaf.length);
    }
  }
}
