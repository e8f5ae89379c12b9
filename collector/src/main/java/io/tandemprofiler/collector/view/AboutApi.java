package io.tandemprofiler.collector.view;

import com.linecorp.armeria.server.ServerBuilder;
import io.tandemprofiler.collector.ingest.AgentConfigurations;
import java.io.IOException;
import java.util.OptionalLong;

/** Whether the collector lives, who may come in, and whether an agent found it. Thread-safe. */
final class AboutApi {
  private final About about;
  private final AgentConfigurations configurations;

  AboutApi(About about, AgentConfigurations configurations) {
    this.about = about;
    this.configurations = configurations;
  }

  void addTo(ServerBuilder server) {
    Endpoint.get(server, "/health", request -> health());
    Endpoint.get(server, "/api/v1/collector", this::collector);
  }

  private Reply health() throws IOException {
    return Reply.json(
        json -> {
          json.writeStartObject();
          json.writeStringField("status", "ok");
          json.writeStringField("version", about.version());
          json.writeEndObject();
        });
  }

  private Reply collector(Request request) throws IOException {
    request.parameters().requireNoOthers();
    OptionalLong asked = configurations.lastAsked(request.tenant());
    return Reply.json(
        json -> {
          json.writeStartObject();
          json.writeStringField("version", about.version());
          json.writeBooleanField("on_network", about.onNetwork());
          json.writeBooleanField("encrypted", about.encrypted());
          json.writeBooleanField("knows_clients", about.knowsClients());
          json.writeBooleanField("authenticated", about.authenticated());
          json.writeFieldName("agent_asked_millis");
          if (asked.isPresent()) {
            json.writeNumber(asked.getAsLong());
          } else {
            json.writeNull();
          }
          json.writeEndObject();
        });
  }
}
