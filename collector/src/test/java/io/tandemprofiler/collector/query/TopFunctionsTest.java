package io.tandemprofiler.collector.query;

import static io.tandemprofiler.collector.Uploads.frame;
import static io.tandemprofiler.collector.Uploads.upload;
import static io.tandemprofiler.collector.query.Stores.cpu;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TopFunctionsTest {
  private static final FlameTree TREE =
      cpu(upload(1).cpu(1000, "main;walk;walk 4", "main;walk;leaf 5", "main 1"));

  @Test
  void of_countsRecursionOnceInTotals() {
    assertThat(TopFunctions.of(TREE, Order.SELF, 9).costs())
        .containsExactly(
            new FunctionCost(frame("leaf"), 500, 500, 5, 5),
            new FunctionCost(frame("walk"), 400, 900, 4, 9),
            new FunctionCost(frame("main"), 100, 1000, 1, 10));
  }

  @Test
  void of_listsTheDearestByTheOrder() {
    TopFunctions top = TopFunctions.of(TREE, Order.TOTAL, 2);
    assertThat(top.functions()).isEqualTo(3);
    assertThat(top.costs())
        .extracting(cost -> cost.frame().function())
        .containsExactly("main", "walk");
  }

  @Test
  void of_isEmptyOfNothing() {
    assertThat(TopFunctions.of(cpu(), Order.SELF, 9))
        .isEqualTo(TopFunctions.of(cpu(), Order.TOTAL, 1));
    assertThat(TopFunctions.of(cpu(), Order.SELF, 9).costs()).isEmpty();
  }
}
