package io.tandemprofiler.agent.program;

import java.io.IOException;
import one.profiler.AsyncProfiler;
import one.profiler.Counter;

/** Profiles itself by an async-profiler of its own; works when its standard input ends. */
public final class AsyncProfilerProgram {
  private AsyncProfilerProgram() {}

  public static void main(String[] arguments) throws IOException {
    boolean before = arguments[0].equals("before");
    if (before) {
      start();
    }
    System.out.println("ready");
    while (System.in.read() >= 0) {}
    if (!before) {
      start();
    }
    int primes = Work.primes();
    AsyncProfiler.getInstance().stop();
    String stacks = AsyncProfiler.getInstance().dumpCollapsed(Counter.SAMPLES);
    System.out.println(primes > 0 && stacks.contains("Work.") ? "seen" : "not seen: " + stacks);
  }

  private static void start() throws IOException {
    AsyncProfiler.getInstance().execute("start,event=ctimer,interval=5ms");
  }
}
