package io.tandemprofiler.agent.sampler;

import io.tandemprofiler.model.EstimateReason;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * Prints what a sample costs, by depth. For async-profiler: how much longer a thread that executes
 * needs for the same work while it is sampled, over the samples taken. For thread dumps: how long
 * one look stops the application, over the threads seen. Run by hand or by {@code make bench};
 * asserts nothing.
 */
final class SamplerBench {
  private static final int[] DEPTHS = {20, 60, 200};
  private static final int ROUNDS = 6;
  private static final long STEPS = 400_000_000L;

  private final OwnThreads own = new OwnThreads();
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  static volatile double result;

  private SamplerBench() {}

  public static void main(String[] arguments) throws SamplerUnavailableException {
    SamplerBench bench = new SamplerBench();
    Sampler profiler = AsyncProfilerSampler.open(bench.own, EstimateReason.UNSPECIFIED);
    Sampler dumps = new ThreadDumpSampler(bench.own);
    descend(DEPTHS[0], STEPS);
    System.out.printf("%-16s %6s %10s %16s%n", "sampler", "depth", "samples", "us per sample");
    for (int depth : DEPTHS) {
      bench.printExecuting(profiler, depth);
      bench.printLooking(dumps, depth);
    }
    profiler.close();
    dumps.close();
  }

  private void printExecuting(Sampler sampler, int depth) {
    long extraNanos = 0;
    long samples = 0;
    for (int round = 0; round < ROUNDS; round++) {
      extraNanos -= cpuNanosOf(depth);
      sampler.start(new SamplingRates(250, 0, 1000, true));
      extraNanos += cpuNanosOf(depth);
      samples += sampler.stop().samples();
    }
    print(sampler, depth, samples, extraNanos / 1000.0);
  }

  private void printLooking(Sampler sampler, int depth) {
    sampler.start(new SamplingRates(0, 20, 1000, true));
    for (int round = 0; round < ROUNDS; round++) {
      descend(depth, STEPS);
    }
    SampledWindow window = sampler.stop();
    print(sampler, depth, window.samples(), (double) window.samplingMicros());
  }

  private static void print(Sampler sampler, int depth, long samples, double micros) {
    System.out.printf(
        "%-16s %6d %10d %16.1f%n",
        sampler.kind().word(), depth, samples, micros / Math.max(1, samples));
  }

  private long cpuNanosOf(int depth) {
    long before = threads.getCurrentThreadCpuTime();
    descend(depth, STEPS);
    return threads.getCurrentThreadCpuTime() - before;
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
