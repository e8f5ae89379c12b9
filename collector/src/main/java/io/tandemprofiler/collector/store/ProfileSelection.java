package io.tandemprofiler.collector.store;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which profiles: of one service, beginning in {@code [fromMillis, toMillis)}, whose producers
 * carry for each name in {@code labels} one of the values given for it. Immutable.
 *
 * <p>A profile belongs to the range that holds its start; it is never split. A name without values
 * matches nothing, no name at all matches everything.
 */
public record ProfileSelection(
    String tenant,
    String service,
    long fromMillis,
    long toMillis,
    Map<String, Set<String>> labels) {
  public ProfileSelection {
    Map<String, Set<String>> copy = new TreeMap<>();
    labels.forEach((name, values) -> copy.put(name, Set.copyOf(values)));
    labels = Map.copyOf(copy);
  }
}
