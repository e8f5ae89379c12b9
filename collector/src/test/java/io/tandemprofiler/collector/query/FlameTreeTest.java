package io.tandemprofiler.collector.query;

import static io.tandemprofiler.collector.Uploads.upload;
import static io.tandemprofiler.collector.query.FlameTrees.paths;
import static io.tandemprofiler.collector.query.FlameTrees.question;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.collector.Uploads;
import io.tandemprofiler.collector.store.InMemoryProfileStore;
import io.tandemprofiler.collector.store.ProfileStore;
import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.ThreadState;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class FlameTreeTest {
  private final ProfileStore store = new InMemoryProfileStore();

  @Test
  void find_sumsProfiles() {
    append(
        upload(1).instance("one").at(1000).cpu(600, "main;parse 2", "main;render 1"),
        upload(2).instance("two").at(5000).cpu(100, "main;parse;lex 1", "main 1"));

    FlameTree tree = FlameTree.find(store, question(Measure.CPU_TIME));

    assertThat(paths(tree))
        .containsExactly(
            " 0 0.0",
            "main 1 50.0",
            "main;parse 2 400.0",
            "main;parse;lex 1 50.0",
            "main;render 1 200.0");
    assertThat(tree.sources()).isEqualTo(new FlameTree.Sources(2, 2, 1000, 15_000));
    assertThat(tree.samples()).isEqualTo(5);
    assertThat(tree.total()).isEqualTo(700);
  }

  @Test
  void find_isEmptyWhereNothingIs() {
    FlameTree tree = FlameTree.find(store, question(Measure.CPU_TIME));
    assertThat(paths(tree)).containsExactly(" 0 0.0");
    assertThat(tree.sources()).isEqualTo(new FlameTree.Sources(0, 0, 0, 0));
    assertThat(tree.frames()).isEmpty();
    assertThat(tree.total()).isZero();
  }

  @Test
  void find_countsOnlyTheMeasure() {
    append(
        upload(1)
            .cpu(600, "main;parse 2")
            .wall(ThreadState.IO, 900, "main;read 3", "main;parse 1")
            .allocated("main;parse 2 512", "main;lex 1 64"));
    assertThat(paths(FlameTree.find(store, question(Measure.CPU_TIME))))
        .containsExactly(" 0 0.0", "main 0 0.0", "main;parse 2 600.0");
    assertThat(paths(FlameTree.find(store, question(Measure.WALL_TIME))))
        .containsExactly(" 0 0.0", "main 0 0.0", "main;parse 1 225.0", "main;read 3 675.0");
    assertThat(paths(FlameTree.find(store, question(Measure.ALLOCATED_BYTES))))
        .containsExactly(" 0 0.0", "main 0 0.0", "main;lex 1 64.0", "main;parse 2 512.0");
    assertThat(paths(FlameTree.find(store, question(Measure.LOCK_TIME)))).containsExactly(" 0 0.0");
  }

  @Test
  void find_countsOnlyTheStates() {
    append(
        upload(1)
            .wall(ThreadState.RUNNING, 100, "main;parse 1")
            .wall(ThreadState.IO, 300, "main;read 1")
            .wall(ThreadState.SLEEPING, 500, "main;sleep 1"));
    assertThat(paths(find(Set.of(ThreadState.IO))))
        .containsExactly(" 0 0.0", "main 0 0.0", "main;read 1 300.0");
    assertThat(paths(find(Set.of(ThreadState.IO, ThreadState.RUNNING))))
        .containsExactly(" 0 0.0", "main 0 0.0", "main;parse 1 100.0", "main;read 1 300.0");
  }

  @Test
  void find_keepsRecursionAndTheEmptyStack() {
    append(upload(1).cpu(40, "main;parse;parse;parse 2", "main;parse 1", " 1"));
    assertThat(paths(FlameTree.find(store, question(Measure.CPU_TIME))))
        .containsExactly(
            " 1 10.0",
            "main 0 0.0",
            "main;parse 1 10.0",
            "main;parse;parse 0 0.0",
            "main;parse;parse;parse 2 20.0");
  }

  @Test
  void find_ordersSiblingsAsFramesAreOrdered() {
    append(upload(1).cpu(2, "b 1", "\uD83D\uDE00 1"), upload(2).cpu(2, "a 1", "\uFFFD 1"));
    assertThat(paths(FlameTree.find(store, question(Measure.CPU_TIME))))
        .containsExactly(" 0 0.0", "a 1 1.0", "b 1 1.0", "\uFFFD 1 1.0", "\uD83D\uDE00 1 1.0");
  }

  @Test
  void find_sumsWhatIsWorthTooLittle() {
    append(upload(1).cpu(100, "main;a 90", "main;b;x 2", "main;b;y 3", "main;c 5"));
    FlameTree tree = FlameTree.find(store, question(Measure.CPU_TIME, 0.06, 100));
    assertThat(paths(tree))
        .containsExactly(" 0 0.0", "main 0 0.0", "main;<other> 10 10.0", "main;a 90 90.0");
    assertThat(tree.prunedNodes()).isEqualTo(4);
    assertThat(tree.prunedValue()).isEqualTo(10.0);
  }

  @Test
  void find_keepsWhatIsWorthExactlyTheShare() {
    append(upload(1).cpu(100, "main;a 90", "main;b 10"));
    assertThat(paths(FlameTree.find(store, question(Measure.CPU_TIME, 0.1, 100))))
        .containsExactly(" 0 0.0", "main 0 0.0", "main;a 90 90.0", "main;b 10 10.0");
  }

  @Test
  void find_keepsTheMostValuableNodes() {
    append(upload(1).cpu(100, "main;a;x 50", "main;b;y 30", "main;c 20"));
    FlameTree tree = FlameTree.find(store, question(Measure.CPU_TIME, 0, 3));
    assertThat(paths(tree))
        .containsExactly(
            " 0 0.0", "main 0 0.0", "main;<other> 50 50.0", "main;a 0 0.0", "main;a;x 50 50.0");
    assertThat(tree.prunedNodes()).isEqualTo(3);
  }

  @Test
  void find_keepsCallersBeforeCalleesOfEqualValue() {
    append(upload(1).cpu(10, "a;b;c;d 10"));
    assertThat(paths(FlameTree.find(store, question(Measure.CPU_TIME, 0, 2))))
        .containsExactly(" 0 0.0", "a 0 0.0", "a;b 0 0.0", "a;b;<other> 10 10.0");
  }

  @Test
  void find_sumsTheLargestNumbersThereAre() {
    long most = Long.MAX_VALUE;
    append(
        upload(1).cpu(most, "main;a " + (most - 1), "main;b 1"),
        upload(2).cpu(most, "main;a " + most));
    FlameTree tree = FlameTree.find(store, question(Measure.CPU_TIME));
    assertThat(paths(tree))
        .containsExactly(" 0 0.0", "main 0 0.0", "main;a " + most + " " + 0x1p64, "main;b 1 1.0");
    assertThat(tree.total()).isEqualTo(0x1p64);
    assertThat(tree.samples()).isEqualTo(most);
  }

  @Test
  void find_prunesTheLargestNumbersThereAre() {
    long most = Long.MAX_VALUE;
    append(
        upload(1)
            .wall(ThreadState.IO, 4, "main;a;x " + most)
            .wall(ThreadState.RUNNING, 4, "main;a;x " + (most - 1), "main;a;y 1"),
        upload(2).wall(ThreadState.IO, 100, "main;b 1"));
    assertThat(paths(FlameTree.find(store, question(Measure.WALL_TIME, 0.5, 100))))
        .containsExactly(" 0 0.0", "main 0 0.0", "main;<other> " + most + " 8.0", "main;b 1 100.0");
  }

  @Test
  void find_addsToAnUploadsOwnOther() {
    append(upload(1).cpu(100, "main;<other>;x 2", "main;<other> 3", "main;a 90", "main;b 5"));
    assertThat(paths(FlameTree.find(store, question(Measure.CPU_TIME, 0.1, 100))))
        .containsExactly(" 0 0.0", "main 0 0.0", "main;<other> 10 10.0", "main;a 90 90.0");
  }

  @Test
  void find_namesWhyValuesAreEstimates() {
    append(
        upload(1).cpu(10, "main 1"),
        upload(2).estimated(EstimateReason.SAFEPOINT_BIAS).cpu(10, "main 1"),
        upload(3).estimated(EstimateReason.CLOCK_SPREAD).cpu(10, "main 1"),
        upload(4).estimated(EstimateReason.LATE_ATTACH).wall(ThreadState.IO, 1, "main 1"));
    assertThat(FlameTree.find(store, question(Measure.CPU_TIME)).estimated())
        .isEqualTo(List.of(EstimateReason.CLOCK_SPREAD, EstimateReason.SAFEPOINT_BIAS));
  }

  @Test
  void find_walksVeryDeepStacks() {
    String deep = "f" + ";f".repeat(4095);
    append(upload(1).cpu(10, deep + " 1"));
    assertThat(FlameTree.find(store, question(Measure.CPU_TIME)).ascents()).hasSize(4096);
  }

  private FlameTree find(Set<ThreadState> states) {
    FlameQuestion all = question(Measure.WALL_TIME);
    return FlameTree.find(
        store,
        new FlameQuestion(all.profiles(), all.measure(), states, all.minShare(), all.maxNodes()));
  }

  private void append(Uploads... uploads) {
    for (Uploads upload : uploads) {
      store.append("default", upload.build(), upload.bytes()).join();
    }
  }
}
