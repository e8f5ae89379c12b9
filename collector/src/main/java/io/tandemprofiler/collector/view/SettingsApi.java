package io.tandemprofiler.collector.view;

import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.server.ServerBuilder;
import io.tandemprofiler.collector.ingest.AgentConfigurations;
import io.tandemprofiler.collector.store.AgentSettings;
import io.tandemprofiler.collector.store.AgentSettingsStore;
import io.tandemprofiler.collector.store.SettingsChange;
import io.tandemprofiler.model.AgentConfiguration;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * What operators ask of agents, within the agents' own limits: reading it, changing it, and who
 * did. Thread-safe.
 */
final class SettingsApi {
  private static final Endpoint.Limits LIMITS =
      new Endpoint.Limits(1024, 64, Duration.ofSeconds(10)); // bodies are not read
  private static final int MAX_HZ = 250;
  private static final int MIN_REPORT_SECONDS = 10;
  private static final int MAX_REPORT_SECONDS = 2700;
  private static final int MIN_DEPTH = 2;
  private static final int MAX_DEPTH = 4096;
  private static final int MAX_CHANGES = 1000;
  private static final int DEFAULT_CHANGES = 100;

  private final AgentSettingsStore store;
  private final AgentConfigurations configurations;
  private final Clock clock;

  SettingsApi(AgentConfigurations configurations, Clock clock) {
    this.store = configurations.store();
    this.configurations = configurations;
    this.clock = clock;
  }

  void addTo(ServerBuilder server) {
    Endpoint.get(server, "/api/v1/settings", this::settings);
    Endpoint.get(server, "/api/v1/settings/changes", this::changes);
    Endpoint.post(server, "/api/v1/settings", LIMITS, this::change);
    Endpoint.post(server, "/api/v1/live", LIMITS, this::live);
  }

  private Reply settings(Request request) throws IOException {
    String service = request.parameters().optional("service");
    request.parameters().requireNoOthers();
    return reply(request, service, store.find(request.tenant(), service));
  }

  private Reply change(Request request) throws IOException {
    Parameters parameters = request.parameters();
    String service = parameters.optionalOperatorText("service");
    String who = request.who();
    Asked asked =
        new Asked(
            parameters.word("enabled", null, List.of(true, false), String::valueOf),
            number(parameters, "cpu_hz", 1, MAX_HZ),
            number(parameters, "wall_hz", 1, MAX_HZ),
            number(parameters, "report_seconds", MIN_REPORT_SECONDS, MAX_REPORT_SECONDS),
            number(parameters, "max_depth", MIN_DEPTH, MAX_DEPTH));
    parameters.requireNoOthers();
    AgentSettings now =
        store.change(
            request.tenant(), service, asked::changed, who, request.address(), clock.millis());
    return reply(request, service, now);
  }

  private Reply changes(Request request) throws IOException {
    int limit = (int) request.parameters().number("limit", DEFAULT_CHANGES, 1, MAX_CHANGES);
    request.parameters().requireNoOthers();
    List<SettingsChange> changes = store.changes(request.tenant(), limit);
    return Reply.json(json -> writeChanges(json, changes));
  }

  private Reply live(Request request) throws IOException {
    String service = request.parameters().operatorText("service");
    int most = (int) AgentConfigurations.LIVE_AT_MOST.toSeconds();
    int seconds = (int) request.parameters().number("seconds", most, 1, most);
    request.parameters().requireNoOthers();
    long until =
        configurations
            .look(request.tenant(), service, seconds)
            .orElseThrow(() -> new BusyException("too many services are looked at live"));
    return Reply.json(
        json -> {
          json.writeStartObject();
          json.writeStringField("service", service);
          json.writeNumberField("live_until_millis", until);
          json.writeNumberField("report_seconds", AgentConfigurations.LIVE_SECONDS);
          json.writeEndObject();
        });
  }

  /** A number of the range, or 0, which leaves it to the agent; nothing where it is not given. */
  private static Integer number(Parameters parameters, String name, int min, int max) {
    long number = parameters.number(name, -1, 0, max);
    if (number > 0 && number < min) {
      throw new BadParameterException(
          name, number + " is neither 0 nor from " + min + " to " + max);
    }
    return number < 0 ? null : (int) number;
  }

  private Reply reply(Request request, String service, AgentSettings settings) throws IOException {
    AgentConfiguration answered = configurations.of(request.tenant(), service);
    AgentSettings effective =
        new AgentSettings(
            answered.disabled(),
            answered.cpuHz(),
            answered.wallHz(),
            answered.reportSeconds(),
            answered.maxDepth());
    return Reply.json(
        json -> {
          json.writeStartObject();
          json.writeStringField("service", service);
          write(json, "settings", settings);
          write(json, "effective", effective);
          json.writeEndObject();
        });
  }

  private static void writeChanges(JsonGenerator json, List<SettingsChange> changes)
      throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("changes");
    for (SettingsChange change : changes) {
      json.writeStartObject();
      json.writeNumberField("at_millis", change.atMillis());
      json.writeStringField("service", change.service());
      json.writeStringField("by", change.who());
      json.writeStringField("address", change.address());
      write(json, "before", change.before());
      write(json, "after", change.after());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String name, AgentSettings settings)
      throws IOException {
    json.writeObjectFieldStart(name);
    json.writeBooleanField("enabled", !settings.disabled());
    json.writeNumberField("cpu_hz", settings.cpuHz());
    json.writeNumberField("wall_hz", settings.wallHz());
    json.writeNumberField("report_seconds", settings.reportSeconds());
    json.writeNumberField("max_depth", settings.maxDepth());
    json.writeEndObject();
  }

  /** What a request changes; null leaves as it is. */
  private record Asked(
      Boolean enabled, Integer cpuHz, Integer wallHz, Integer reportSeconds, Integer maxDepth) {
    AgentSettings changed(AgentSettings settings) {
      return new AgentSettings(
          enabled == null ? settings.disabled() : !enabled,
          cpuHz == null ? settings.cpuHz() : cpuHz,
          wallHz == null ? settings.wallHz() : wallHz,
          reportSeconds == null ? settings.reportSeconds() : reportSeconds,
          maxDepth == null ? settings.maxDepth() : maxDepth);
    }
  }
}
