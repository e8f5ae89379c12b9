package io.tandemprofiler.collector.query;

import static io.tandemprofiler.collector.Uploads.frame;
import static io.tandemprofiler.collector.Uploads.upload;
import static io.tandemprofiler.collector.query.FlameTrees.paths;
import static io.tandemprofiler.collector.query.Stores.cpu;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FrameCallsTest {
  @Test
  void of_mergesCallersAndCallees() {
    FlameTree tree =
        cpu(upload(1).cpu(700, "a;parse;lex 1", "b;parse;lex 2", "b;parse 3", "b;render 1"));
    FrameCalls calls = FrameCalls.of(tree, frame("parse"), 0, 100);
    assertThat(paths(calls.callees()))
        .containsExactly(" 0 0.0", "parse 3 300.0", "parse;lex 3 300.0");
    assertThat(paths(calls.callers()))
        .containsExactly(" 0 0.0", "parse 0 0.0", "parse;a 1 100.0", "parse;b 5 500.0");
    assertThat(calls.self()).isEqualTo(300);
    assertThat(calls.selfSamples()).isEqualTo(3);
    assertThat(calls.callers().total()).isEqualTo(600).isEqualTo(calls.callees().total());
  }

  @Test
  void of_countsRecursionOnce() {
    FlameTree tree = cpu(upload(1).cpu(500, "main;walk;step;walk 2", "main;walk;walk;leaf 3"));
    FrameCalls calls = FrameCalls.of(tree, frame("walk"), 0, 100);
    assertThat(calls.callees().total()).isEqualTo(500);
    assertThat(calls.self()).isEqualTo(200);
    assertThat(paths(calls.callers())).containsExactly(" 0 0.0", "walk 0 0.0", "walk;main 5 500.0");
    assertThat(paths(calls.callees()))
        .containsExactly(
            " 0 0.0",
            "walk 0 0.0",
            "walk;step 0 0.0",
            "walk;step;walk 2 200.0",
            "walk;walk 0 0.0",
            "walk;walk;leaf 3 300.0");
  }

  @Test
  void of_isEmptyWhereTheFunctionIsNot() {
    FrameCalls calls = FrameCalls.of(cpu(upload(1).cpu(1, "main 1")), frame("gone"), 0, 100);
    assertThat(paths(calls.callers())).containsExactly(" 0 0.0");
    assertThat(paths(calls.callees())).containsExactly(" 0 0.0");
    assertThat(calls.callees().total()).isZero();
  }
}
