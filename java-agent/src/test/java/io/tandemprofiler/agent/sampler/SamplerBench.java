package io.tandemprofiler.agent.sampler;

import java.io.IOException;
import java.util.Locale;
import one.profiler.AsyncProfilerMXBean;

/**
 * Prints what a sample costs the application, by depth. For async-profiler: the walk of one stack,
 * as it counts it itself, without the signal (about 2 us). For thread dumps: how long one look
 * stops everything, over the threads seen. Run by hand or by {@code make bench}; asserts nothing.
 */
final class SamplerBench {
  private static final int[] DEPTHS = {20, 60, 200};
  private static final long STEPS = 3_000_000_000L;

  static volatile double result;

  private SamplerBench() {}

  public static void main(String[] arguments) throws SamplerUnavailableException, IOException {
    AsyncProfilerMXBean profiler = ProfilerLibrary.load().profiler();
    ThreadDumpSampler dumps = new ThreadDumpSampler(new OwnThreads(line -> {}));
    System.out.printf("%-16s %6s %10s %14s%n", "sampler", "depth", "samples", "us per sample");
    for (int depth : DEPTHS) {
      printWalks(profiler, depth);
      printLooks(dumps, depth);
    }
  }

  private static void printWalks(AsyncProfilerMXBean profiler, int depth) throws IOException {
    profiler.execute("start,event=ctimer,interval=4ms,features=stats,loglevel=none");
    descend(depth, STEPS);
    profiler.stop();
    String metrics = profiler.execute("metrics,loglevel=none");
    double nanos =
        metrics
            .lines()
            .filter(line -> line.startsWith("stackwalk_ns_avg "))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
            .findFirst()
            .orElse(Double.NaN);
    print("async_profiler", depth, profiler.getSamples(), nanos / 1000);
  }

  private static void printLooks(ThreadDumpSampler sampler, int depth) {
    sampler.start(new SamplingRates(0, 20, 1000, true));
    descend(depth, STEPS);
    SampledWindow window = sampler.stop();
    double micros = (double) window.samplingMicros();
    print("thread_dump", depth, window.samples(), micros / Math.max(1, window.samples()));
  }

  private static void print(String sampler, int depth, long samples, double micros) {
    System.out.printf(Locale.ROOT, "%-16s %6d %10d %14.1f%n", sampler, depth, samples, micros);
  }

  private static void descend(int levels, long steps) {
    if (levels > 0) {
      descend(levels - 1, steps);
      return;
    }
    double sum = 0;
    for (long i = 0; i < steps; i++) {
      sum += i;
    }
    result = sum;
  }
}
