package io.tandemprofiler.agent.program;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;

/** What the integration tests profile, in a JVM of its own. */
public final class Program {
  private static final Object MONITOR = new Object();
  private static final long WORK_NANOS = 3_000_000_000L;
  private static final long LAST_NANOS = 1_000_000_000L;
  static volatile double result;
  private static volatile boolean told;

  private Program() {}

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "hello":
        System.out.println("hello, " + arguments[1]);
        System.exit(Integer.parseInt(arguments[2]));
        break;
      case "fail":
        System.out.println("about to fail");
        throw new IllegalStateException("on purpose");
      case "last-words":
        work(0, 1_000_000 * Integer.parseInt(arguments[2]));
        untilTold();
        System.err.println("last words");
        System.exit(Integer.parseInt(arguments[1]));
        break;
      case "shares":
        shares();
        break;
      case "threads":
        threads();
        break;
      case "maze":
        maze();
        break;
      case "uncaught":
        uncaught();
        break;
      case "until-told":
        untilTold();
        break;
      default:
        throw new IllegalArgumentException(arguments[0]);
    }
  }

  /**
   * Executes three methods for about 60, 30 and 10 % of the time; prints the true percentages. Ends
   * after three seconds of work, but not before one that follows the end of the standard input.
   */
  private static void shares() {
    start(Program::listen);
    SplittableRandom random = new SplittableRandom(7);
    long[] nanos = new long[3];
    long untold = 0;
    long worked = 0;
    while (worked < WORK_NANOS || worked - untold < LAST_NANOS) {
      double drawn = random.nextDouble();
      int turn = drawn < 0.6 ? 0 : drawn < 0.9 ? 1 : 2;
      long before = cpuNanos();
      work(turn, 200_000 + random.nextInt(400_000));
      nanos[turn] += cpuNanos() - before;
      worked = nanos[0] + nanos[1] + nanos[2];
      untold = told ? untold : worked;
    }
    for (long part : nanos) {
      System.out.println(100.0 * part / worked);
    }
  }

  private static void listen() {
    try {
      while (System.in.read() >= 0) {}
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    told = true;
  }

  private static void work(int turn, int steps) {
    switch (turn) {
      case 0:
        sixty(steps);
        break;
      case 1:
        thirty(steps);
        break;
      default:
        ten(steps);
        break;
    }
  }

  private static void sixty(int steps) {
    double sum = 0;
    for (int i = 0; i < steps; i++) {
      sum += Math.sqrt(i);
    }
    result = sum;
  }

  private static void thirty(int steps) {
    double sum = 0;
    for (int i = 0; i < steps; i++) {
      sum += Math.sqrt(i + 1);
    }
    result = sum;
  }

  private static void ten(int steps) {
    double sum = 0;
    for (int i = 0; i < steps; i++) {
      sum += Math.sqrt(i + 2);
    }
    result = sum;
  }

  /** One thread in each state, until the standard input ends. */
  private static void threads() throws Exception {
    start(Program::sleep);
    start(Program::await);
    start(Program::accept);
    start(Program::calculate);
    synchronized (MONITOR) {
      start(Program::enter);
      untilTold();
    }
  }

  /** Four threads, no stack of which is ever the same again, until the standard input ends. */
  private static void maze() throws Exception {
    for (int i = 0; i < 4; i++) {
      SplittableRandom random = new SplittableRandom(i);
      start(
          () -> {
            while (true) {
              left(random, 900);
            }
          });
    }
    untilTold();
  }

  private static void left(SplittableRandom random, int levels) {
    turn(random, levels);
  }

  private static void right(SplittableRandom random, int levels) {
    turn(random, levels);
  }

  private static void turn(SplittableRandom random, int levels) {
    if (levels == 0) {
      sixty(2_000_000);
    } else if (random.nextBoolean()) {
      left(random, levels - 2);
    } else {
      right(random, levels - 2);
    }
  }

  /** Ends with 77 where any thread ends by an error, as some applications do. */
  private static void uncaught() throws Exception {
    Thread.setDefaultUncaughtExceptionHandler((thread, error) -> Runtime.getRuntime().halt(77));
    untilTold();
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
  }

  private static void untilTold() throws IOException {
    System.out.println("ready");
    int read;
    do {
      read = System.in.read();
    } while (read >= 0);
    System.out.println("done");
  }

  private static void sleep() {
    try {
      Thread.sleep(Long.MAX_VALUE);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void accept() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      socket.accept();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void enter() {
    synchronized (MONITOR) {
      result++;
    }
  }

  private static void calculate() {
    while (true) {
      sixty(100_000);
    }
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
