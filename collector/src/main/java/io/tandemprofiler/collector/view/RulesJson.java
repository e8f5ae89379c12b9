package io.tandemprofiler.collector.view;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tandemprofiler.collector.analysis.Rule;
import io.tandemprofiler.collector.analysis.RuleError;
import io.tandemprofiler.collector.analysis.Rules;
import java.io.IOException;

/** Writes rules as JSON. */
final class RulesJson {
  private RulesJson() {}

  static void write(JsonGenerator json, Rules rules) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("rules");
    for (Rule rule : rules.rules()) {
      write(json, rule);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("errors");
    for (RuleError error : rules.errors()) {
      json.writeStartObject();
      json.writeStringField("file", error.file());
      json.writeNumberField("line", error.line());
      json.writeStringField("reason", error.reason());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Rule rule) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", rule.id());
    json.writeStringField("runtime", rule.runtime().word());
    FindingsJson.writeAdvice(json, rule.advice());
    json.writeStringField("measure", rule.measure().word());
    FindingsJson.writeStates(json, rule.states().stream().sorted().toList());
    json.writeNumberField("share", rule.threshold().share());
    json.writeNumberField("samples", rule.threshold().samples());
    json.writeEndObject();
  }
}
