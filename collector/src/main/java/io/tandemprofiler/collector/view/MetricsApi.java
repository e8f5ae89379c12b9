package io.tandemprofiler.collector.view;

import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.ServerBuilder;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tandemprofiler.collector.ingest.UploadCounts;
import io.tandemprofiler.collector.notify.Webhook;
import io.tandemprofiler.collector.store.DiskUse;
import io.tandemprofiler.collector.store.FindingStore;
import io.tandemprofiler.collector.store.OpenFindings;
import io.tandemprofiler.collector.store.Severity;
import io.tandemprofiler.collector.store.StorageException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /metrics}: the collector's own numbers, as Prometheus reads them. Thread-safe. */
public final class MetricsApi {
  private static final Logger LOG = LoggerFactory.getLogger(MetricsApi.class);
  private static final MediaType TEXT = MediaType.parse("text/plain; version=0.0.4; charset=utf-8");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final UploadCounts uploads;
  private final FindingStore findings;
  private final DiskUse disk;
  private final MultiGauge open;
  private final MultiGauge stored;
  private final Set<String> reasons = new HashSet<>();
  private final Set<String> failing = new HashSet<>(); // parts of which it is logged already

  /**
   * @param webhook empty where nobody is told
   */
  public MetricsApi(
      UploadCounts uploads, FindingStore findings, DiskUse disk, Optional<Webhook> webhook) {
    this.uploads = uploads;
    this.findings = findings;
    this.disk = disk;
    this.open =
        MultiGauge.builder("tandem.findings.open")
            .description("Findings that are open, by severity")
            .register(registry);
    this.stored =
        MultiGauge.builder("tandem.store")
            .description("What the data folder takes on disk, by kind")
            .baseUnit("bytes")
            .register(registry);
    counter("tandem.uploads.accepted", "Uploads that are durable", uploads::accepted);
    counter("tandem.uploads.accepted.bytes", "Of those, inflated", uploads::acceptedBytes);
    webhook.ifPresent(
        hook -> {
          counter("tandem.webhook.sent", "Messages that were taken", hook::sent);
          counter("tandem.webhook.dropped", "Messages that were given up", hook::dropped);
        });
  }

  /** Serves {@code /metrics}, and takes the time of every request. */
  public void addTo(ServerBuilder server) {
    server.decorator(delegate -> new RequestDurations(delegate, registry));
    Endpoint.get(server, "/metrics", this::metrics);
  }

  private synchronized Reply metrics(Request request) {
    request.parameters().requireNoOthers(); // a service among them would be passed over
    update("findings.open", () -> countOpen(request.tenant())); // of whoever asks
    countRefused();
    update("store", this::countStored);
    return Reply.of(HttpStatus.OK, TEXT, registry.scrape().getBytes(StandardCharsets.UTF_8));
  }

  /** Where it fails, its rows remain what they were: whoever watches loses no other number. */
  private void update(String part, Runnable update) {
    try {
      update.run();
      failing.remove(part);
    } catch (StorageException e) {
      if (failing.add(part)) {
        LOG.warn("metrics: tandem.{} stays as it was until it can be read again", part, e);
      }
    }
  }

  private void countStored() {
    stored.register(
        disk.bytes().entrySet().stream()
            .map(kind -> MultiGauge.Row.of(Tags.of("kind", kind.getKey()), kind.getValue()))
            .collect(Collectors.<MultiGauge.Row<?>>toList()),
        true);
  }

  private void countOpen(String tenant) {
    Map<Severity, Integer> counts = new EnumMap<>(Severity.class);
    for (Severity severity : Severity.values()) {
      counts.put(severity, 0);
    }
    for (OpenFindings some : findings.countOpen(tenant)) {
      counts.merge(some.severity(), some.count(), Integer::sum);
    }
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    counts.forEach(
        (severity, count) ->
            rows.add(MultiGauge.Row.of(Tags.of("severity", severity.word()), count)));
    open.register(rows, true);
  }

  private void countRefused() {
    for (String reason : uploads.refused().keySet()) {
      if (reasons.add(reason)) {
        FunctionCounter.builder("tandem.uploads.refused", uploads, all -> all.refused().get(reason))
            .description("Calls of agents that failed, by rule or status")
            .tag("reason", reason)
            .register(registry);
      }
    }
  }

  private void counter(String name, String description, LongSupplier value) {
    // Of what it reads the registry holds no more than a weak reference.
    FunctionCounter.builder(name, this, self -> value.getAsLong())
        .description(description)
        .register(registry);
  }
}
