package io.tandemprofiler.collector.ingest;

import io.tandemprofiler.collector.store.AgentSettings;
import io.tandemprofiler.collector.store.AgentSettingsStore;
import io.tandemprofiler.model.AgentConfiguration;
import io.tandemprofiler.model.Upload;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What agents are to do: what the operator set for their service, else for all, and a shorter
 * period while someone looks at the service (live view). Thread-safe.
 */
public final class AgentConfigurations {
  /** The period of reports while someone looks. */
  public static final int LIVE_SECONDS = 10;

  /** How long it may last: then it ends, and must be asked for again. */
  public static final Duration LIVE_AT_MOST = Duration.ofMinutes(5);

  private static final int MAX_LIVE = 1000;

  private final AgentSettingsStore store;
  private final Clock clock;
  private final Object lock = new Object();
  private final Map<Looked, Live> live = new HashMap<>();
  private final Map<String, Long> asked = new ConcurrentHashMap<>(); // by tenant

  public AgentConfigurations(AgentSettingsStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Where the operator's settings are kept. */
  public AgentSettingsStore store() {
    return store;
  }

  /** What an agent of a service is answered, which asks now. */
  public AgentConfiguration answer(String tenant, String service) {
    asked.put(tenant, clock.millis());
    return of(tenant, service);
  }

  /** When an agent of a tenant asked last; nothing where none did since the collector began. */
  public OptionalLong lastAsked(String tenant) {
    Long millis = asked.get(tenant);
    return millis == null ? OptionalLong.empty() : OptionalLong.of(millis);
  }

  /** What the agents of a service are answered. */
  public AgentConfiguration of(String tenant, String service) {
    AgentSettings settings =
        store.find(tenant, service).orElse(store.find(tenant, AgentSettingsStore.EVERY_SERVICE));
    return new AgentConfiguration(
        Upload.FORMAT_REVISION,
        settings.disabled(),
        settings.cpuHz(),
        settings.wallHz(),
        liveUntil(tenant, service).isPresent() ? LIVE_SECONDS : settings.reportSeconds(),
        settings.maxDepth());
  }

  /**
   * Someone looks at a service, and will say so again within {@code seconds}.
   *
   * @return when its live view ends; nothing where too many are looked at already
   */
  public OptionalLong look(String tenant, String service, int seconds) {
    long now = clock.millis();
    synchronized (lock) {
      live.values().removeIf(view -> view.lastMillis() <= now);
      Live view = live.get(new Looked(tenant, service));
      if (view == null && live.size() == MAX_LIVE) {
        return OptionalLong.empty();
      }
      long last = view == null ? now + LIVE_AT_MOST.toMillis() : view.lastMillis();
      long until = Math.min(last, now + seconds * 1000L);
      live.put(new Looked(tenant, service), new Live(until, last));
      return OptionalLong.of(until);
    }
  }

  /** When the live view of a service ends; nothing where there is none. */
  public OptionalLong liveUntil(String tenant, String service) {
    synchronized (lock) {
      Live view = live.get(new Looked(tenant, service));
      return view == null || view.untilMillis() <= clock.millis()
          ? OptionalLong.empty()
          : OptionalLong.of(view.untilMillis());
    }
  }

  /** What is looked at. */
  private record Looked(String tenant, String service) {}

  /**
   * A live view.
   *
   * @param lastMillis beyond which it cannot be prolonged
   */
  private record Live(long untilMillis, long lastMillis) {}
}
