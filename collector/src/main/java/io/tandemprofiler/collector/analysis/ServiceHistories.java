package io.tandemprofiler.collector.analysis;

import io.tandemprofiler.collector.store.ProfileStore;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The histories of the services that were looked at last, in memory. Thread-safe. */
public final class ServiceHistories {
  private static final int MOST = 300; // of some hundred kilobytes each

  private final ProfileStore store;
  private final Map<Watched, ServiceHistory> histories = new LinkedHashMap<>(16, 0.75f, true);

  public ServiceHistories(ProfileStore store) {
    this.store = store;
  }

  ProfileStore store() {
    return store;
  }

  /** Asks a service's history, read up to an instant; others that ask for it wait. */
  <T> T ask(String tenant, String service, long toMillis, Function<ServiceHistory, T> question) {
    ServiceHistory history = history(new Watched(tenant, service));
    synchronized (history) {
      history.readTo(toMillis);
      return question.apply(history);
    }
  }

  private ServiceHistory history(Watched watched) {
    synchronized (histories) {
      ServiceHistory history =
          histories.computeIfAbsent(
              watched, key -> new ServiceHistory(store, key.tenant(), key.service()));
      if (histories.size() > MOST) {
        histories.remove(histories.keySet().iterator().next());
      }
      return history;
    }
  }

  /** Whose history it is. */
  private record Watched(String tenant, String service) {}
}
