package io.tandemprofiler.collector.query;

import static io.tandemprofiler.collector.Uploads.upload;
import static io.tandemprofiler.collector.query.FlameTrees.paths;
import static io.tandemprofiler.collector.query.Stores.cpu;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CalleesFirstTest {
  private static final FlameTree TREE =
      cpu(upload(1).cpu(600, "main;parse;copy 2", "main;render;copy 1", "main;parse 3"));

  @Test
  void of_putsCallersBelowWhatTheyCalled() {
    FlameTree turned = CalleesFirst.of(TREE, 0, 100);
    assertThat(paths(turned))
        .containsExactly(
            " 0 0.0",
            "copy 0 0.0",
            "copy;parse 0 0.0",
            "copy;parse;main 2 200.0",
            "copy;render 0 0.0",
            "copy;render;main 1 100.0",
            "parse 0 0.0",
            "parse;main 3 300.0");
    assertThat(turned.total()).isEqualTo(600);
    assertThat(turned.samples()).isEqualTo(6);
    assertThat(turned.sources()).isEqualTo(TREE.sources());
  }

  @Test
  void of_keepsWhatHasNoFrameAtTheRoot() {
    assertThat(paths(CalleesFirst.of(cpu(upload(1).cpu(30, " 1", "main 2")), 0, 100)))
        .containsExactly(" 1 10.0", "main 2 20.0");
  }

  @Test
  void of_sumsWhatIsWorthLittle() {
    FlameTree turned = CalleesFirst.of(TREE, 0.4, 100);
    assertThat(paths(turned))
        .containsExactly(
            " 0 0.0", "copy 0 0.0", "copy;<other> 3 300.0", "parse 0 0.0", "parse;main 3 300.0");
  }
}
