package io.tandemprofiler.model;

import static io.tandemprofiler.model.Traces.CPU;
import static io.tandemprofiler.model.Traces.lines;
import static io.tandemprofiler.model.Traces.paths;
import static io.tandemprofiler.model.Traces.profileOf;
import static io.tandemprofiler.model.Traces.traceOf;
import static io.tandemprofiler.model.Traces.treeOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CallTreeTest {
  @Test
  void add_countsEachPath() {
    CallTree tree = treeOf("main;parse", "main", "main;parse", "idle");
    assertThat(paths(tree)).containsExactly("idle 1", "main 1", "main;parse 2");
  }

  @Test
  void add_countsRecursionOncePerLevel() {
    CallTree tree = treeOf("main;parse;parse", "main;parse");
    assertThat(paths(tree)).containsExactly("main;parse 1", "main;parse;parse 1");
  }

  @Test
  void add_countsAnEmptyStackForTheRootAlone() {
    assertThat(paths(treeOf("", "main"))).containsExactly(" 1", "main 1");
  }

  @Test
  void add_countsALineOncePerStack() {
    CallTree tree = treeOf("main:1;parse:5;parse:5", "main:1;parse:5;parse:6", "main");
    assertThat(lines(tree))
        .containsExactly(
            "main:1 self 0 total 2", "parse:5 self 1 total 2", "parse:6 self 1 total 1");
  }

  @Test
  void add_refusesACountThatIsNotPositive() {
    assertThatThrownBy(() -> new CallTree().add(traceOf("main"), CPU, 0, 0))
        .hasMessageContaining("0 samples");
  }

  @Test
  void toProfile_keepsMeasuresAndStatesApart() {
    SeriesKey waiting = new SeriesKey(Measure.WALL_TIME, ThreadState.WAITING);
    CallTree tree = treeOf("main");
    tree.add(traceOf("main;await"), waiting, 7, 0);
    Profile profile = profileOf(tree, waiting);
    assertThat(profile.series()).extracting(Series::key).containsExactly(CPU, waiting);
    assertThat(profile.series().get(1).node(0)).isEqualTo(2);
    assertThat(profile.series().get(1).samples(0)).isEqualTo(7);
  }

  @Test
  void toProfile_sumsMeasuredValues() {
    SeriesKey allocated = new SeriesKey(Measure.ALLOCATED_BYTES, ThreadState.UNSPECIFIED);
    CallTree tree = new CallTree();
    tree.add(traceOf("main"), allocated, 1, 100);
    tree.add(traceOf("main"), allocated, 2, 23);
    Series series = profileOf(tree, allocated).series().get(0);
    assertThat(series.total().totalValue()).isEqualTo(123);
    assertThat(series.value(0)).isEqualTo(123.0);
    assertThat(series.samples(0)).isEqualTo(3);
  }

  @Test
  void toProfile_refusesASeriesWithoutATotal() {
    CallTree tree = treeOf("main");
    assertThatThrownBy(
            () -> tree.toProfile(new Window(1, 1), Map.of(), ProcessStatistics.none(), null))
        .hasMessageContaining("no total for CPU_TIME RUNNING");
  }

  @Test
  void toProfile_survivesTenThousandLevels() {
    String deep = "f;".repeat(9_999) + "f";
    assertThat(profileOf(treeOf(deep)).nodes()).isEqualTo(10_001);
  }

  @Test
  void value_isTheShareOfTheTotal() {
    Series series = profileOf(treeOf("main", "main", "main", "idle")).series().get(0);
    assertThat(series.value(0)).isEqualTo(5_000);
    assertThat(series.value(1)).isEqualTo(15_000);
  }
}
