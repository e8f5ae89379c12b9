package io.tandemprofiler.collector.view;

import com.linecorp.armeria.server.ServerBuilder;
import io.tandemprofiler.collector.exchange.FileImport.Imported;
import io.tandemprofiler.collector.exchange.SampleProfiles;
import io.tandemprofiler.collector.query.Service;
import io.tandemprofiler.collector.query.Services;
import io.tandemprofiler.collector.store.ProfileStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Stores recorded profiles for whoever has none yet. Thread-safe. */
final class SampleApi {
  private static final Endpoint.Limits LIMITS =
      new Endpoint.Limits(1024, 1, Duration.ofMinutes(1)); // bodies are not read
  private static final long DAY_MILLIS = Duration.ofHours(24).toMillis();

  private final ProfileStore store;
  private final Clock clock;

  SampleApi(ProfileStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  void addTo(ServerBuilder server) {
    Endpoint.post(server, "/api/v1/sample", LIMITS, this::load);
  }

  /** What was loaded within a day is not loaded again: its ids are the same. */
  private Reply load(Request request) throws IOException {
    request.parameters().requireNoOthers();
    SampleProfiles sample = SampleProfiles.recorded();
    if (loaded(request.tenant(), sample.services()).isEmpty()) {
      for (Imported profile : sample.endingBefore(clock.millis())) {
        store.append(request.tenant(), profile.upload(), profile.bytes()).join();
      }
    }
    List<Service> services = loaded(request.tenant(), sample.services());
    return Reply.json(json -> ServicesJson.write(json, services));
  }

  private List<Service> loaded(String tenant, List<String> names) {
    long now = clock.millis();
    return Services.find(store, tenant, now - DAY_MILLIS, now).stream()
        .filter(service -> names.contains(service.name()))
        .toList();
  }
}
