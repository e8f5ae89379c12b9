package io.tandemprofiler.collector.view;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tandemprofiler.collector.store.Analysis;
import io.tandemprofiler.collector.store.Finding;
import io.tandemprofiler.collector.store.KnownFinding;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.ThreadState;
import java.io.IOException;
import java.util.Collection;
import java.util.List;

/** Writes findings as JSON. */
final class FindingsJson {
  private FindingsJson() {}

  static void write(JsonGenerator json, List<KnownFinding> findings, List<Analysis> analyses)
      throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("findings");
    for (KnownFinding finding : findings) {
      write(json, finding);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("checked");
    for (Analysis analysis : analyses) {
      write(json, analysis);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  static void write(JsonGenerator json, KnownFinding known) throws IOException {
    Finding finding = known.latest();
    json.writeStartObject();
    json.writeStringField("id", known.id());
    json.writeStringField("service", finding.service());
    json.writeStringField("kind", finding.kind().word());
    json.writeStringField("rule", finding.rule());
    writeAdvice(json, finding.advice());
    writeAmount(json, finding.amount());
    json.writeNumberField("from_millis", finding.fromMillis());
    json.writeNumberField("to_millis", finding.toMillis());
    json.writeNumberField("first_millis", known.firstMillis());
    json.writeNumberField("first_share", known.firstShare());
    json.writeStringField("status", known.status().word());
    json.writeFieldName("dismissed");
    write(json, known.dismissal().orElse(null));
    json.writeFieldName("place");
    if (finding.place().isPresent()) {
      json.writeStartObject();
      writeFields(json, finding.place().get());
      json.writeEndObject();
    } else {
      json.writeNull();
    }
    json.writeFieldName("expected");
    write(json, finding.expected().orElse(null));
    writeEvidence(json, finding.evidence());
    json.writeEndObject();
  }

  static void writeAdvice(JsonGenerator json, Finding.Advice advice) throws IOException {
    json.writeStringField("title", advice.title());
    json.writeStringField("severity", advice.severity().word());
    json.writeStringField("why", advice.why());
    json.writeStringField("fix", advice.fix());
    json.writeStringField("example", advice.example());
    json.writeArrayFieldStart("links");
    for (String link : advice.links()) {
      json.writeString(link);
    }
    json.writeEndArray();
  }

  static void writeStates(JsonGenerator json, Collection<ThreadState> states) throws IOException {
    json.writeArrayFieldStart("states");
    for (ThreadState state : states) {
      json.writeString(state.word());
    }
    json.writeEndArray();
  }

  private static void writeAmount(JsonGenerator json, Finding.Amount amount) throws IOException {
    json.writeStringField("measure", amount.measure());
    writeStates(json, amount.states());
    json.writeStringField("unit", amount.unit());
    json.writeNumberField("share", amount.share());
    Columns.value(json, "value", amount.value());
    json.writeNumberField("samples", amount.samples());
    json.writeNumberField("span_millis", amount.spanMillis());
  }

  private static void writeEvidence(JsonGenerator json, List<Finding.Evidence> evidence)
      throws IOException {
    json.writeArrayFieldStart("evidence");
    for (Finding.Evidence path : evidence) {
      json.writeStartObject();
      json.writeNumberField("share", path.share());
      json.writeArrayFieldStart("frames");
      for (Finding.Call call : path.frames()) {
        json.writeStartObject();
        writeFields(json, call.frame());
        json.writeNumberField("line", call.line());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeFields(JsonGenerator json, Frame frame) throws IOException {
    json.writeStringField("language", frame.language().word());
    json.writeStringField("owner", frame.owner());
    json.writeStringField("function", frame.function());
  }

  private static void write(JsonGenerator json, KnownFinding.Dismissal dismissal)
      throws IOException {
    if (dismissal == null) {
      json.writeNull();
      return;
    }
    json.writeStartObject();
    json.writeStringField("by", dismissal.by());
    json.writeStringField("reason", dismissal.reason());
    json.writeNumberField("at_millis", dismissal.atMillis());
    json.writeNumberField("share", dismissal.share());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Finding.Expected expected) throws IOException {
    if (expected == null) {
      json.writeNull();
      return;
    }
    json.writeStartObject();
    json.writeNumberField("low", expected.low());
    json.writeNumberField("high", expected.high());
    json.writeNumberField("observed", expected.observed());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Analysis analysis) throws IOException {
    json.writeStartObject();
    json.writeStringField("service", analysis.service());
    json.writeStringField("kind", analysis.kind().word());
    json.writeNumberField("from_millis", analysis.fromMillis());
    json.writeNumberField("to_millis", analysis.toMillis());
    json.writeNumberField("samples", analysis.samples());
    json.writeNumberField("checks", analysis.checks());
    json.writeEndObject();
  }
}
