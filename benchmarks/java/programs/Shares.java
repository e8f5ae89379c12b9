import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Random;

/**
 * Work whose shares are known: {@code work SECONDS} executes three methods for about 60, 30 and 10 %
 * of so much CPU time, in random order and for random lengths, and prints the nanoseconds that the
 * thread's CPU clock saw in each. {@code inlined SECONDS} executes one method that is compiled into
 * its caller, without a loop or call inside, for nearly all of the time. A third argument is how
 * many milliseconds it waits before, as services do.
 */
public final class Shares {
  private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();
  private static final long LONGEST = 400_000;

  static volatile double result;
  static volatile long hash;

  private Shares() {}

  public static void main(String[] arguments) throws Exception {
    Thread.sleep(Long.parseLong(arguments[2]));
    long cpuNanos = Math.round(Double.parseDouble(arguments[1]) * 1e9);
    if (arguments[0].equals("work")) {
      work(cpuNanos);
    } else {
      inlined(cpuNanos);
    }
    System.in.read();
  }

  private static void work(long cpuNanos) {
    Random random = new Random();
    long[] nanos = new long[3];
    long before = CLOCK.getCurrentThreadCpuTime();
    long end = before + cpuNanos;
    while (before < end) {
      int part = random.nextInt(10);
      int kind = part < 6 ? 0 : part < 9 ? 1 : 2;
      long length = (long) (random.nextDouble() * LONGEST);
      if (kind == 0) {
        sixty(length);
      } else if (kind == 1) {
        thirty(length);
      } else {
        ten(length);
      }
      long after = CLOCK.getCurrentThreadCpuTime();
      nanos[kind] += after - before;
      before = after;
    }
    System.out.println("done sixty=" + nanos[0] + " thirty=" + nanos[1] + " ten=" + nanos[2]);
  }

  private static void sixty(long length) {
    result = roots(length);
  }

  private static void thirty(long length) {
    result = roots(length);
  }

  private static void ten(long length) {
    result = roots(length);
  }

  private static double roots(long length) {
    double sum = 0;
    for (long i = 0; i < length; i++) {
      sum += Math.sqrt(i);
    }
    return sum;
  }

  private static void inlined(long cpuNanos) {
    long end = CLOCK.getCurrentThreadCpuTime() + cpuNanos;
    do {
      hash = caller(hash, 1_000_000);
    } while (CLOCK.getCurrentThreadCpuTime() < end);
    System.out.println("done heavy=1000 light=0");
  }

  private static long caller(long seed, int times) {
    long value = seed;
    for (int i = 0; i < times; i++) {
      value = light(heavy(value));
    }
    return value;
  }

  private static long light(long value) {
    return value + 1;
  }

  /** Each line needs the one before: nothing is done at the same time as something else. */
  private static long heavy(long value) {
    long x = value;
    x = (x ^ (x >>> 29)) * 0x9E3779B97F4A7C15L;
    x = (x ^ (x >>> 31)) * 0xBF58476D1CE4E5B9L;
    x = (x ^ (x >>> 30)) * 0x94D049BB133111EBL;
    x = (x ^ (x >>> 27)) * 0x9E3779B97F4A7C15L;
    x = (x ^ (x >>> 28)) * 0xBF58476D1CE4E5B9L;
    x = (x ^ (x >>> 32)) * 0x94D049BB133111EBL;
    x = (x ^ (x >>> 29)) * 0x9E3779B97F4A7C15L;
    x = (x ^ (x >>> 31)) * 0xBF58476D1CE4E5B9L;
    x = (x ^ (x >>> 30)) * 0x94D049BB133111EBL;
    x = (x ^ (x >>> 27)) * 0x9E3779B97F4A7C15L;
    return x ^ (x >>> 33);
  }
}
