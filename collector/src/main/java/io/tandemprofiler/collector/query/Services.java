package io.tandemprofiler.collector.query;

import io.tandemprofiler.collector.store.ProducerActivity;
import io.tandemprofiler.collector.store.ProfileStore;
import io.tandemprofiler.model.Names;
import io.tandemprofiler.model.Runtime;
import io.tandemprofiler.model.SeriesKey;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which services there are. */
public final class Services {
  private static final Comparator<Runtime> BY_LANGUAGE =
      Comparator.comparing(Runtime::language)
          .thenComparing(Runtime::name, Names::compare)
          .thenComparing(Runtime::version, Names::compare);

  private Services() {}

  /**
   * The services with a profile beginning in {@code [fromMillis, toMillis)}, by name as UTF-8
   * bytes; empty where there is none.
   */
  public static List<Service> find(
      ProfileStore store, String tenant, long fromMillis, long toMillis) {
    SortedMap<String, Sum> services = new TreeMap<>(Names::compare);
    for (ProducerActivity activity : store.producers(tenant, fromMillis, toMillis)) {
      services.computeIfAbsent(activity.producer().service(), name -> new Sum()).add(activity);
    }
    return services.entrySet().stream()
        .map(service -> service.getValue().toService(service.getKey()))
        .toList();
  }

  /** What several producers of one service did. */
  private static final class Sum {
    private final SortedSet<Runtime> runtimes = new TreeSet<>(BY_LANGUAGE);
    private final Set<String> instances = new HashSet<>();
    private final SortedMap<String, SortedSet<String>> labels = new TreeMap<>(Names::compare);
    private final SortedSet<SeriesKey> series = new TreeSet<>();
    private long profiles;
    private long firstMillis = Long.MAX_VALUE;
    private long lastMillis = Long.MIN_VALUE;

    void add(ProducerActivity activity) {
      runtimes.addAll(activity.producer().runtimes());
      instances.add(activity.producer().instance());
      activity
          .producer()
          .labels()
          .forEach(
              label ->
                  labels
                      .computeIfAbsent(label.name(), name -> new TreeSet<>(Names::compare))
                      .add(label.value()));
      series.addAll(activity.series());
      profiles += activity.profiles();
      firstMillis = Math.min(firstMillis, activity.firstMillis());
      lastMillis = Math.max(lastMillis, activity.lastMillis());
    }

    Service toService(String name) {
      return new Service(
          name, runtimes, instances.size(), profiles, firstMillis, lastMillis, labels, series);
    }
  }
}
