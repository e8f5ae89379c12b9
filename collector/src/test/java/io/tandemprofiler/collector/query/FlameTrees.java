package io.tandemprofiler.collector.query;

import io.tandemprofiler.collector.store.ProfileSelection;
import io.tandemprofiler.model.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Flame trees as text, and questions in short. */
final class FlameTrees {
  private FlameTrees() {}

  /** Everything of the service "shop", nothing pruned. */
  static FlameQuestion question(Measure measure) {
    return question(measure, 0, FlameQuestion.DEFAULT_MAX_NODES);
  }

  static FlameQuestion question(Measure measure, double minShare, int maxNodes) {
    return new FlameQuestion(
        new ProfileSelection("default", "shop", 0, Long.MAX_VALUE, Map.of()),
        measure,
        Set.of(),
        minShare,
        maxNodes);
  }

  /** Every node in order, as in {@code main;parse 2 400.0}: path, self samples, self value. */
  static List<String> paths(FlameTree tree) {
    List<String> paths = new ArrayList<>();
    List<String> open = new ArrayList<>();
    for (int node = 0; node < tree.selfValues().length; node++) {
      if (node > 0) {
        int caller = open.size() - tree.ascents()[node - 1];
        open.subList(caller, open.size()).clear();
        open.add(tree.frames().get(tree.frameIndexes()[node - 1]).function());
      }
      paths.add(
          String.join(";", open) + " " + tree.selfSamples()[node] + " " + tree.selfValues()[node]);
    }
    return paths;
  }
}
