package io.tandemprofiler.collector.query;

import io.tandemprofiler.collector.Uploads;
import io.tandemprofiler.collector.store.InMemoryProfileStore;
import io.tandemprofiler.collector.store.ProfileSelection;
import io.tandemprofiler.collector.store.ProfileStore;
import io.tandemprofiler.model.Measure;
import java.util.Map;

/** Stores that hold what a test is about. */
final class Stores {
  private Stores() {}

  static ProfileStore holding(Uploads... uploads) {
    ProfileStore store = new InMemoryProfileStore();
    for (Uploads upload : uploads) {
      store.append("default", upload.build(), upload.bytes()).join();
    }
    return store;
  }

  /** The CPU time of the service "shop" as one tree, nothing pruned. */
  static FlameTree cpu(Uploads... uploads) {
    return FlameTree.find(holding(uploads), FlameTrees.question(Measure.CPU_TIME));
  }

  /** Everything of the service "shop" in a range. */
  static ProfileSelection shop(long fromMillis, long toMillis) {
    return new ProfileSelection("default", "shop", fromMillis, toMillis, Map.of());
  }
}
