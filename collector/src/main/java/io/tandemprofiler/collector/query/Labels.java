package io.tandemprofiler.collector.query;

import io.tandemprofiler.collector.store.ProducerActivity;
import io.tandemprofiler.collector.store.ProfileStore;
import io.tandemprofiler.model.Label;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which labels the processes of a service carry. */
public final class Labels {
  private Labels() {}

  /**
   * Every label of a profile beginning in {@code [fromMillis, toMillis)}, by name and value as
   * UTF-8 bytes; empty where there is none.
   */
  public static List<LabelUse> find(
      ProfileStore store, String tenant, String service, long fromMillis, long toMillis) {
    SortedMap<Label, List<ProducerActivity>> uses = new TreeMap<>();
    for (ProducerActivity activity : store.producers(tenant, fromMillis, toMillis)) {
      if (activity.producer().service().equals(service)) {
        for (Label label : activity.producer().labels()) {
          uses.computeIfAbsent(label, key -> new ArrayList<>()).add(activity);
        }
      }
    }
    return uses.entrySet().stream().map(use -> use(use.getKey(), use.getValue())).toList();
  }

  private static LabelUse use(Label label, List<ProducerActivity> activities) {
    Set<String> instances = new HashSet<>();
    activities.forEach(activity -> instances.add(activity.producer().instance()));
    return new LabelUse(
        label,
        instances.size(),
        activities.stream().mapToLong(ProducerActivity::profiles).sum(),
        activities.stream().mapToLong(ProducerActivity::firstMillis).min().orElseThrow(),
        activities.stream().mapToLong(ProducerActivity::lastMillis).max().orElseThrow());
  }

  /**
   * A label and how much carries it.
   *
   * @param firstMillis start of the first window
   * @param lastMillis end of the last window
   */
  public record LabelUse(
      Label label, long instances, long profiles, long firstMillis, long lastMillis) {}
}
