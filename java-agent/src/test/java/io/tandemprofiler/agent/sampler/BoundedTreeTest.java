package io.tandemprofiler.agent.sampler;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BoundedTreeTest {
  private static final SeriesKey CPU = new SeriesKey(Measure.CPU_TIME, ThreadState.RUNNING);
  private static final int STACKS = 2_000;

  @Test
  void add_staysBoundedAndCountsEverySample() {
    SplittableRandom random = new SplittableRandom(1);
    BoundedTree tree = new BoundedTree(1_000);
    for (int i = 0; i < STACKS; i++) {
      tree.add(mutualRecursion(random), CPU, 1, 0);
    }

    assertThat(tree.tree().size()).isBetween(99_000, BoundedTree.MAX_NODES + 3);
    Profile profile =
        tree.tree()
            .toProfile(
                new Window(1, 1),
                Map.of(CPU, new SeriesTotal(1, 1, EstimateReason.UNSPECIFIED)),
                ProcessStatistics.none(),
                null);
    assertThat(profile.series().get(0).totalSamples()).isEqualTo(STACKS);
    assertThat(profile.frames()).contains(Frame.TRUNCATED);
  }

  private static StackTrace mutualRecursion(SplittableRandom random) {
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; i < 900; i++) {
      frames.add(new Frame(Language.JAVA, "App", random.nextBoolean() ? "even" : "odd"));
    }
    return new StackTrace(frames, new int[900]);
  }
}
