package io.tandemprofiler.collector.store;

import io.tandemprofiler.model.CallTree;
import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.ProcessStatistics;
import io.tandemprofiler.model.Profile;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.SeriesTotal;
import io.tandemprofiler.model.StackTrace;
import io.tandemprofiler.model.ThreadState;
import io.tandemprofiler.model.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Profiles whose stacks are drawn from one pool, some often and most seldom: of 20,000 stacks about
 * 15,000 nodes a profile. Always the same ones in the same order. Not thread-safe.
 */
final class GeneratedProfiles implements Supplier<Profile> {
  private static final int DRAWS = 9_000;
  private static final SeriesKey CPU = new SeriesKey(Measure.CPU_TIME, ThreadState.RUNNING);

  private final Random random = new Random(20_261_122);
  private final List<StackTrace> pool = new ArrayList<>();
  private final double[] cumulative;

  GeneratedProfiles(int distinct) {
    cumulative = new double[distinct];
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; i < 11_000; i++) {
      frames.add(
          new Frame(
              Language.JAVA, "com.acme.shop.part" + i % 300 + ".Class" + i % 900, "call" + i));
    }
    List<List<Frame>> stacks = new ArrayList<>();
    double sum = 0;
    for (int i = 0; i < distinct; i++) {
      List<Frame> stack = new ArrayList<>();
      if (i > 0) {
        List<Frame> like = stacks.get(random.nextInt(i));
        stack.addAll(like.subList(0, Math.max(1, like.size() - 1 - random.nextInt(6))));
      }
      while (stack.size() < 8 || (stack.size() < 45 && random.nextInt(5) > 0)) {
        stack.add(frames.get(random.nextInt(frames.size())));
      }
      stacks.add(stack);
      pool.add(new StackTrace(stack, new int[stack.size()]));
      sum += 1.0 / (i + 1);
      cumulative[i] = sum;
    }
  }

  @Override
  public Profile get() {
    CallTree tree = new CallTree();
    for (int i = 0; i < DRAWS; i++) {
      double drawn = random.nextDouble() * cumulative[pool.size() - 1];
      int at = Arrays.binarySearch(cumulative, drawn);
      tree.add(pool.get(at < 0 ? -at - 1 : at), CPU, 1, 0);
    }
    return tree.toProfile(
        new Window(0, 300_000),
        Map.of(CPU, new SeriesTotal(20_000, 180_000_000, EstimateReason.UNSPECIFIED)),
        ProcessStatistics.none(),
        null);
  }
}
