package io.tandemprofiler.collector.view;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tandemprofiler.collector.query.Service;
import io.tandemprofiler.model.Runtime;
import io.tandemprofiler.model.SeriesKey;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/** Writes services as JSON. */
final class ServicesJson {
  private ServicesJson() {}

  static void write(JsonGenerator json, List<Service> services) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("services");
    for (Service service : services) {
      writeService(json, service);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeService(JsonGenerator json, Service service) throws IOException {
    json.writeStartObject();
    json.writeStringField("service", service.name());
    writeRuntimes(json, service.runtimes());
    json.writeNumberField("instances", service.instances());
    json.writeNumberField("profiles", service.profiles());
    json.writeNumberField("first_millis", service.firstMillis());
    json.writeNumberField("last_millis", service.lastMillis());
    writeLabels(json, service.labels());
    json.writeArrayFieldStart("series");
    for (SeriesKey key : service.series()) {
      json.writeStartObject();
      json.writeStringField("measure", key.measure().word());
      json.writeStringField("state", key.state().word());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  static void writeRuntimes(JsonGenerator json, Collection<Runtime> runtimes) throws IOException {
    json.writeArrayFieldStart("runtimes");
    for (Runtime runtime : runtimes) {
      json.writeStartObject();
      json.writeStringField("language", runtime.language().word());
      json.writeStringField("name", runtime.name());
      json.writeStringField("version", runtime.version());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeLabels(JsonGenerator json, Map<String, SortedSet<String>> labels)
      throws IOException {
    json.writeObjectFieldStart("labels");
    for (Map.Entry<String, SortedSet<String>> label : labels.entrySet()) {
      json.writeArrayFieldStart(label.getKey());
      for (String value : label.getValue()) {
        json.writeString(value);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }
}
