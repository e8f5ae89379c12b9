package io.tandemprofiler.example;

import io.tandemprofiler.agent.sampler.OwnThreads;
import io.tandemprofiler.agent.sampler.SampledWindow;
import io.tandemprofiler.agent.sampler.Sampler;
import io.tandemprofiler.agent.sampler.SamplingRates;
import io.tandemprofiler.agent.sampler.StackDivision;
import io.tandemprofiler.model.CallTree;
import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.JavaNames;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.SeriesTotal;
import io.tandemprofiler.model.StackTrace;
import io.tandemprofiler.model.ThreadState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A sampler as anybody may write one, by what is public alone: it looks at all stacks at once. */
final class OwnSampler implements Sampler {
  private final OwnThreads own;
  private Looking open;

  OwnSampler(OwnThreads own) {
    this.own = own;
  }

  @Override
  public io.tandemprofiler.model.Sampler kind() {
    return io.tandemprofiler.model.Sampler.THREAD_DUMP;
  }

  @Override
  public void start(SamplingRates rates, StackDivision division) {
    if (open != null) {
      throw new IllegalStateException("a window is open");
    }
    open = new Looking(rates, division);
  }

  @Override
  public SampledWindow stop() {
    if (open == null) {
      throw new IllegalStateException("no window is open");
    }
    Looking ended = open;
    open = null;
    return ended.end();
  }

  @Override
  public void close() {
    if (open != null) {
      stop();
    }
  }

  /** One window, on a thread of its own. */
  private final class Looking {
    private final SamplingRates rates;
    private final StackDivision division;
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread thread = own.newThread("looking", this::run);
    private final CallTree tree = new CallTree();
    private final Map<SeriesKey, SeriesTotal> totals = new TreeMap<>();
    private long samples;

    Looking(SamplingRates rates, StackDivision division) {
      this.rates = rates;
      this.division = division;
      if (rates.wallHz() > 0) {
        thread.start();
      }
    }

    SampledWindow end() {
      end.countDown();
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      division.forEach(
          (trace, key, count, value) -> add(trace, key, count, EstimateReason.MIXED_DIVISION));
      return new SampledWindow(tree, totals, samples, 0);
    }

    private void run() {
      try {
        while (!end.await(1000 / rates.wallHz(), TimeUnit.MILLISECONDS)) {
          Thread.getAllStackTraces().forEach(this::count);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void count(Thread seen, StackTraceElement[] stack) {
      if (own.contains(seen.getId()) || stack.length == 0) {
        return;
      }
      SeriesKey key = new SeriesKey(Measure.WALL_TIME, state(seen.getState(), stack[0]));
      StackTrace trace = trace(stack, rates.maxDepth());
      long id = seen.getId();
      if (!division.concerns(id, 0) || !division.take(id, 0, trace, key, 1, 0)) {
        add(trace, key, 1, EstimateReason.SAFEPOINT_BIAS);
      }
      samples++;
    }

    private void add(StackTrace trace, SeriesKey key, long count, EstimateReason estimated) {
      long period = 1_000_000 / rates.wallHz();
      long soFar = totals.containsKey(key) ? totals.get(key).totalValue() : 0;
      totals.put(key, new SeriesTotal(period, soFar + count * period, estimated));
      tree.add(trace, key, count, 0);
    }
  }

  private static ThreadState state(Thread.State state, StackTraceElement innermost) {
    return switch (state) {
      case RUNNABLE -> ThreadState.RUNNING;
      case BLOCKED -> ThreadState.BLOCKED;
      case TIMED_WAITING ->
          innermost.getMethodName().startsWith("sleep")
              ? ThreadState.SLEEPING
              : ThreadState.WAITING;
      default -> ThreadState.WAITING;
    };
  }

  /** Of a stack that is too deep the innermost frames, under the one that says so. */
  private static StackTrace trace(StackTraceElement[] innermostFirst, int maxDepth) {
    boolean whole = innermostFirst.length <= maxDepth;
    int kept = whole ? innermostFirst.length : maxDepth - 1;
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; i < kept; i++) {
      StackTraceElement call = innermostFirst[i];
      frames.add(JavaNames.frame(call.getClassName(), call.getMethodName()));
    }
    if (!whole) {
      frames.add(Frame.TRUNCATED);
    }
    Collections.reverse(frames);
    int[] lines = new int[frames.size()];
    for (int i = 0; i < kept; i++) {
      lines[frames.size() - 1 - i] = Math.max(0, innermostFirst[i].getLineNumber());
    }
    return new StackTrace(frames, lines);
  }
}
