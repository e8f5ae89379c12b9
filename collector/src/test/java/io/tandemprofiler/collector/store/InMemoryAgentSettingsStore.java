package io.tandemprofiler.collector.store;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The contract in its plainest form: what other stores are compared with. */
public final class InMemoryAgentSettingsStore implements AgentSettingsStore {
  private final Map<List<String>, AgentSettings> settings = new HashMap<>();
  private final Map<String, Deque<SettingsChange>> changes = new HashMap<>();

  @Override
  public synchronized AgentSettings find(String tenant, String service) {
    return settings.getOrDefault(List.of(tenant, service), AgentSettings.NONE);
  }

  @Override
  public synchronized AgentSettings change(
      String tenant,
      String service,
      UnaryOperator<AgentSettings> change,
      String who,
      String address,
      long atMillis) {
    AgentSettings before = find(tenant, service);
    AgentSettings after = change.apply(before);
    if (!after.equals(before)) {
      settings.put(List.of(tenant, service), after);
      Deque<SettingsChange> log = changes.computeIfAbsent(tenant, key -> new ArrayDeque<>());
      log.addFirst(new SettingsChange(atMillis, service, who, address, before, after));
      if (log.size() > CHANGES_KEPT) {
        log.removeLast();
      }
    }
    return after;
  }

  @Override
  public synchronized List<SettingsChange> changes(String tenant, int limit) {
    return changes.getOrDefault(tenant, new ArrayDeque<>()).stream().limit(limit).toList();
  }

  @Override
  public void close() {
    // nothing is open
  }
}
