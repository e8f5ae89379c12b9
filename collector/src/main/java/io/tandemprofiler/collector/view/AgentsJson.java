package io.tandemprofiler.collector.view;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tandemprofiler.collector.query.Agents.Agent;
import io.tandemprofiler.collector.query.Labels.LabelUse;
import io.tandemprofiler.collector.store.ProfileSelection;
import io.tandemprofiler.model.Drop;
import io.tandemprofiler.model.Label;
import java.io.IOException;
import java.util.List;

/** Writes agents and labels as JSON. */
final class AgentsJson {
  private AgentsJson() {}

  static void write(JsonGenerator json, ProfileSelection selection, List<Agent> agents)
      throws IOException {
    json.writeStartObject();
    TimeJson.writeHead(json, selection);
    json.writeArrayFieldStart("agents");
    for (Agent agent : agents) {
      writeAgent(json, agent);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  static void writeLabels(JsonGenerator json, String service, List<LabelUse> labels)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("service", service);
    json.writeArrayFieldStart("labels");
    for (LabelUse use : labels) {
      json.writeStartObject();
      json.writeStringField("name", use.label().name());
      json.writeStringField("value", use.label().value());
      json.writeNumberField("instances", use.instances());
      json.writeNumberField("profiles", use.profiles());
      json.writeNumberField("first_millis", use.firstMillis());
      json.writeNumberField("last_millis", use.lastMillis());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeAgent(JsonGenerator json, Agent agent) throws IOException {
    json.writeStartObject();
    json.writeStringField("instance", agent.producer().instance());
    json.writeStringField("agent_version", agent.producer().agentVersion());
    ServicesJson.writeRuntimes(json, agent.producer().runtimes());
    json.writeObjectFieldStart("labels");
    for (Label label : agent.producer().labels()) {
      json.writeStringField(label.name(), label.value());
    }
    json.writeEndObject();
    json.writeNumberField("profiles", agent.profiles());
    json.writeNumberField("first_millis", agent.firstMillis());
    json.writeNumberField("last_millis", agent.lastMillis());
    json.writeNumberField("observed_millis", agent.observedMillis());
    json.writeNumberField("process_cpu_micros", agent.processMicros());
    json.writeNumberField("agent_cpu_micros", agent.agentMicros());
    json.writeNumberField("sampling_micros", agent.samplingMicros());
    json.writeStringField("sampler", agent.sampler().word());
    json.writeStringField("sampler_reason", agent.samplerReason().word());
    json.writeArrayFieldStart("drops");
    for (Drop drop : agent.drops()) {
      json.writeStartObject();
      json.writeStringField("kind", drop.kind().word());
      json.writeStringField("reason", drop.reason().word());
      json.writeNumberField("count", drop.count());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
