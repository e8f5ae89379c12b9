package io.tandemprofiler.collector.query;

import static io.tandemprofiler.collector.Uploads.frame;
import static io.tandemprofiler.collector.Uploads.upload;
import static io.tandemprofiler.collector.query.Stores.cpu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DifferenceTest {
  private static final FlameTree BEFORE =
      cpu(upload(1).cpu(1000, "main;parse 80", "main;render 20"));
  private static final FlameTree AFTER =
      cpu(upload(1).cpu(4000, "main;parse 80", "main;index 320"));

  @Test
  void of_holdsThePathsOfBothWithBothValues() {
    assertThat(paths(Difference.of(BEFORE, AFTER, new Scale.Shares(BEFORE, AFTER), 0, 100)))
        .containsExactly(
            " 0.0/0 0.0/0",
            "main 0.0/0 0.0/0",
            "main;index 0.0/0 3200.0/320",
            "main;parse 800.0/80 800.0/80",
            "main;render 200.0/20 0.0/0");
  }

  @Test
  void of_sumsWhatIsWorthLittleOnBothSides() {
    assertThat(paths(Difference.of(BEFORE, AFTER, new Scale.Shares(BEFORE, AFTER), 0.5, 100)))
        .containsExactly(
            " 0.0/0 0.0/0",
            "main 0.0/0 0.0/0",
            "main;<other> 200.0/20 0.0/0",
            "main;index 0.0/0 3200.0/320",
            "main;parse 800.0/80 800.0/80");
  }

  @Test
  void of_tellsNoMorePathsApartThanItMay() {
    assertThat(paths(Difference.of(BEFORE, AFTER, new Scale.Shares(BEFORE, AFTER), 0, 2)))
        .containsExactly(
            " 0.0/0 0.0/0",
            "main 0.0/0 0.0/0",
            "main;<other> 200.0/20 3200.0/320",
            "main;parse 800.0/80 800.0/80");
  }

  @Test
  void shares_sayHowSureTheChangeIs() {
    List<FunctionChange> changes =
        Difference.of(BEFORE, AFTER, new Scale.Shares(BEFORE, AFTER), 0, 100).changes();
    assertThat(changes)
        .extracting(change -> change.frame().function())
        .containsExactly("index", "parse", "render", "main");
    FunctionChange parse = changes.get(1);
    assertThat(parse.frame()).isEqualTo(frame("parse"));
    assertThat(parse.change()).isCloseTo(-0.6, within(1e-9));
    // 81/102 and 81/402, of which the variances are p(1-p)/n
    assertThat(parse.low()).isCloseTo(-0.6803, within(1e-3));
    assertThat(parse.high()).isCloseTo(-0.5049, within(1e-3));
    assertThat(parse.isSure()).isTrue();
    assertThat(changes.get(3).isSure()).isFalse();
  }

  @Test
  void perSecond_comparesWhatAnAgentSecondCosts() {
    Rate before = new Rate(2, 10, 100, 1);
    Rate after = new Rate(2, 40, 100, 1);
    List<FunctionChange> changes =
        Difference.of(BEFORE, AFTER, new Scale.PerSecond(before, after, BEFORE, AFTER), 0, 100)
            .changes();
    FunctionChange index = changes.get(0);
    assertThat(index.frame()).isEqualTo(frame("index"));
    assertThat(index.before()).isZero();
    assertThat(index.after()).isEqualTo(80);
    // 80 ± 1.96 × √((10 ÷ 10)² + (80 ÷ √320)²)
    assertThat(index.low()).isCloseTo(71.02, within(0.01));
    assertThat(changes.get(1).frame()).isEqualTo(frame("parse"));
    assertThat(changes.get(1).change()).isEqualTo(-60);
  }

  /** Every node in order, as in {@code main;parse 8.0/2 4.0/1}: values and samples, both sides. */
  private static List<String> paths(Difference difference) {
    List<String> paths = new ArrayList<>();
    List<String> open = new ArrayList<>();
    for (int node = 0; node <= difference.ascents().length; node++) {
      if (node > 0) {
        open.subList(open.size() - difference.ascents()[node - 1], open.size()).clear();
        open.add(difference.frames().get(difference.frameIndexes()[node - 1]).function());
      }
      paths.add(
          String.join(";", open)
              + side(difference.before(), node)
              + side(difference.after(), node));
    }
    return paths;
  }

  private static String side(Difference.Side side, int node) {
    return " " + side.values()[node] + "/" + side.samples()[node];
  }
}
