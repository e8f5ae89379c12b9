package io.tandemprofiler.bench;

import io.tandemprofiler.model.CallTree;
import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.ProcessStatistics;
import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.Profile;
import io.tandemprofiler.model.Runtime;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.SeriesTotal;
import io.tandemprofiler.model.StackTrace;
import io.tandemprofiler.model.ThreadState;
import io.tandemprofiler.model.Upload;
import io.tandemprofiler.model.Window;
import io.tandemprofiler.wire.UploadWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What each step from a stack to the bytes of an upload costs the agent's own thread. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PiecesBench {
  private static final SeriesKey CPU = new SeriesKey(Measure.CPU_TIME, ThreadState.RUNNING);
  private static final int METHODS = 2_000;

  /** A stack of the next of a thousand paths, each seen before. */
  @Benchmark
  public CallTree add(Stacks stacks) {
    stacks.tree.add(stacks.next(), CPU, 1, 0);
    return stacks.tree;
  }

  @Benchmark
  public Profile toProfile(Large large) {
    return large.profile();
  }

  @Benchmark
  public byte[] encode(Large large) {
    return UploadWriter.write(large.upload);
  }

  /** Of one depth. */
  @State(Scope.Thread)
  public static class Stacks {
    @Param({"20", "60", "200"})
    public int depth;

    final CallTree tree = new CallTree();
    private final List<StackTrace> traces = new ArrayList<>();
    private int next;

    @Setup
    public void make() {
      SplittableRandom random = new SplittableRandom(7);
      for (int i = 0; i < 1_000; i++) {
        traces.add(trace(depth, random));
      }
      traces.forEach(trace -> tree.add(trace, CPU, 1, 0));
    }

    StackTrace next() {
      next = (next + 1) % traces.size();
      return traces.get(next);
    }
  }

  /** As large as the profile of a large service. */
  @State(Scope.Thread)
  public static class Large {
    private static final int NODES = 15_000;
    private static final Map<SeriesKey, SeriesTotal> TOTALS =
        Map.of(CPU, new SeriesTotal(20_000, 20_000, EstimateReason.UNSPECIFIED));

    private final CallTree tree = new CallTree();
    Upload upload;

    @Setup
    public void make() {
      SplittableRandom random = new SplittableRandom(7);
      while (tree.size() < NODES) {
        tree.add(trace(40, random), CPU, 1, 0);
      }
      Runtime runtime = new Runtime(Language.JAVA, "OpenJDK 64-Bit Server VM", "17");
      Producer producer = new Producer("shop", "i-1", List.of(runtime), "0.1.0", List.of());
      byte[] id = "0123456789abcdef".getBytes(StandardCharsets.UTF_8);
      upload = new Upload(id, producer, profile());
    }

    Profile profile() {
      Window window = new Window(1_790_000_000_000L, 10_000);
      return tree.toProfile(window, TOTALS, ProcessStatistics.none(), null);
    }
  }

  /** The outer half from few methods, as in real programs, the inner from many. */
  private static StackTrace trace(int depth, SplittableRandom random) {
    List<Frame> frames = new ArrayList<>();
    int[] lines = new int[depth];
    for (int i = 0; i < depth; i++) {
      int method = i < depth / 2 ? i : random.nextInt(METHODS);
      frames.add(new Frame(Language.JAVA, "com.acme.shop.Part" + method / 10, "step" + method));
      lines[i] = 10 + method % 300;
    }
    return new StackTrace(frames, lines);
  }
}
