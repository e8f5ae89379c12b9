package io.tandemprofiler.collector.bench;

import io.tandemprofiler.collector.Uploads;
import io.tandemprofiler.model.CallTree;
import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.ProcessStatistics;
import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.Profile;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.SeriesTotal;
import io.tandemprofiler.model.StackTrace;
import io.tandemprofiler.model.ThreadState;
import io.tandemprofiler.model.Upload;
import io.tandemprofiler.model.Window;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Uploads whose trees have so many nodes, the same in each run. Not thread-safe. */
final class LargeUploads {
  static final int NODES = 15_000;

  private final Random random = new Random(20_261_122);
  private final List<Frame> frames = new ArrayList<>();

  LargeUploads() {
    for (int i = 0; i < 5_000; i++) {
      frames.add(
          new Frame(
              Language.JAVA, "com.acme.shop.part" + i % 300 + ".Class" + i % 900, "method" + i));
    }
  }

  Upload next(long id, long startMillis) {
    Producer producer = Uploads.upload(id).at(startMillis).cpu(1, "main 1").build().producer();
    return new Upload(Uploads.profileId(id), producer, profile(startMillis));
  }

  /** Draws stacks from one pool, some often and most seldom, until the tree has its size. */
  private Profile profile(long startMillis) {
    CallTree tree = new CallTree();
    SeriesKey cpu = new SeriesKey(Measure.CPU_TIME, ThreadState.RUNNING);
    Map<Long, Integer> paths = new HashMap<>();
    while (paths.size() < NODES - 1) {
      List<Frame> stack = new ArrayList<>();
      int depth = 5 + random.nextInt(35);
      int node = 0;
      int at = random.nextInt(8);
      for (int i = 0; i < depth && paths.size() < NODES - 1; i++) {
        stack.add(frames.get(at));
        node = paths.computeIfAbsent((long) node << 32 | at, path -> paths.size() + 1);
        // few callees near the root, many further in
        at = (at * 31 + random.nextInt(i < 12 ? 2 : 4)) % frames.size();
      }
      tree.add(new StackTrace(stack, new int[stack.size()]), cpu, 1 + random.nextInt(3), 0);
    }
    return tree.toProfile(
        new Window(startMillis, 300_000),
        Map.of(cpu, new SeriesTotal(20_000, 180_000_000, EstimateReason.UNSPECIFIED)),
        ProcessStatistics.none(),
        null);
  }
}
