package io.tandemprofiler.collector.view;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tandemprofiler.collector.query.Glance;
import io.tandemprofiler.collector.query.Glance.HotSpot;
import io.tandemprofiler.collector.query.Overview;
import java.io.IOException;
import java.util.Map;

/** Writes all services at a glance as JSON. */
final class OverviewJson {
  private OverviewJson() {}

  /**
   * @param open how many findings are open, by service; none where it does not name one
   */
  static void write(
      JsonGenerator json,
      Range range,
      long stepMillis,
      Overview overview,
      Map<String, Integer> open)
      throws IOException {
    json.writeStartObject();
    json.writeNumberField("from_millis", range.fromMillis());
    json.writeNumberField("to_millis", range.toMillis());
    json.writeNumberField("step_millis", stepMillis);
    json.writeNumberField("count", overview.services());
    json.writeArrayFieldStart("services");
    for (Glance glance : overview.glances()) {
      writeGlance(json, glance, open.getOrDefault(glance.service(), 0));
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeGlance(JsonGenerator json, Glance glance, int open) throws IOException {
    json.writeStartObject();
    json.writeStringField("service", glance.service());
    ServicesJson.writeRuntimes(json, glance.runtimes());
    json.writeNumberField("instances", glance.instances());
    json.writeNumberField("reporting", glance.reporting());
    json.writeNumberField("profiles", glance.profiles());
    json.writeNumberField("first_millis", glance.firstMillis());
    json.writeNumberField("last_millis", glance.lastMillis());
    json.writeNumberField("open_findings", open);
    json.writeNumberField("observed_millis", glance.observedMillis());
    json.writeNumberField("process_cpu_micros", glance.processMicros());
    json.writeNumberField("agent_cpu_micros", glance.agentMicros());
    json.writeNumberField("sampling_micros", glance.samplingMicros());
    Columns.value(json, "sampled_cpu_micros", glance.sampledMicros());
    if (glance.hottest().isPresent()) {
      writeHotSpot(json, glance.hottest().get());
    }
    Columns.values(json, "step_observed_millis", glance.stepObservedMillis());
    Columns.values(json, "step_sampled_cpu_micros", glance.stepSampledMicros());
    json.writeEndObject();
  }

  private static void writeHotSpot(JsonGenerator json, HotSpot spot) throws IOException {
    json.writeObjectFieldStart("hottest");
    json.writeStringField("language", spot.frame().language().word());
    json.writeStringField("owner", spot.frame().owner());
    json.writeStringField("function", spot.frame().function());
    Columns.value(json, "self_micros", spot.selfMicros());
    json.writeNumberField("self_samples", spot.selfSamples());
    json.writeEndObject();
  }
}
