package io.tandemprofiler.collector.view;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tandemprofiler.collector.query.Difference;
import io.tandemprofiler.collector.query.FlameQuestion;
import io.tandemprofiler.collector.query.FunctionChange;
import io.tandemprofiler.collector.query.Rate;
import io.tandemprofiler.collector.query.RateChange;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes a comparison as JSON, in columns; what is not known is null. */
record DifferenceJson(Side before, Side after, String scale, Difference difference) {

  /**
   * @param limit of functions
   */
  void write(JsonGenerator json, int limit) throws IOException {
    json.writeStartObject();
    json.writeStringField("service", before.question().profiles().service());
    json.writeStringField("measure", before.question().measure().word());
    json.writeStringField("unit", before.question().measure().unit());
    json.writeStringField("scale", scale);
    before.write(json, "before");
    after.write(json, "after");
    RateChange change = RateChange.of(before.rate(), after.rate());
    json.writeObjectFieldStart("change");
    Columns.exact(json, "share", change.change());
    Columns.exact(json, "low", change.low());
    Columns.exact(json, "high", change.high());
    json.writeEndObject();
    writeTree(json);
    writeFunctions(json, difference.changes().stream().limit(limit).toList());
    json.writeEndObject();
  }

  private void writeTree(JsonGenerator json) throws IOException {
    Columns.frames(json, difference.frames());
    json.writeObjectFieldStart("tree");
    Columns.ints(json, "ascents", difference.ascents());
    Columns.ints(json, "frame_indexes", difference.frameIndexes());
    Columns.values(json, "before_self", difference.before().values());
    Columns.longs(json, "before_samples", difference.before().samples());
    Columns.values(json, "after_self", difference.after().values());
    Columns.longs(json, "after_samples", difference.after().samples());
    json.writeEndObject();
  }

  private void writeFunctions(JsonGenerator json, List<FunctionChange> changes) throws IOException {
    json.writeObjectFieldStart("functions");
    json.writeNumberField("count", difference.changes().size());
    Columns.frames(json, changes.stream().map(FunctionChange::frame).toList());
    Columns.exact(json, "before", changes, FunctionChange::before);
    Columns.exact(json, "after", changes, FunctionChange::after);
    Columns.exact(json, "low", changes, FunctionChange::low);
    Columns.exact(json, "high", changes, FunctionChange::high);
    Columns.longs(json, "before_samples", changes, FunctionChange::samplesBefore);
    Columns.longs(json, "after_samples", changes, FunctionChange::samplesAfter);
    json.writeEndObject();
  }

  /** One of the two selections, and what was found. */
  record Side(FlameQuestion question, long samples, double total, Rate rate) {
    private void write(JsonGenerator json, String name) throws IOException {
      json.writeObjectFieldStart(name);
      json.writeNumberField("from_millis", question.profiles().fromMillis());
      json.writeNumberField("to_millis", question.profiles().toMillis());
      json.writeObjectFieldStart("labels");
      for (Map.Entry<String, Set<String>> label : question.profiles().labels().entrySet()) {
        json.writeArrayFieldStart(label.getKey());
        for (String value : label.getValue()) {
          json.writeString(value);
        }
        json.writeEndArray();
      }
      json.writeEndObject();
      json.writeNumberField("profiles", rate.windows());
      json.writeNumberField("samples", samples);
      Columns.value(json, "total", total);
      Columns.value(json, "observed_seconds", rate.seconds());
      Columns.exact(json, "per_second", rate.perSecond());
      Columns.exact(json, "standard_error", rate.standardError());
      json.writeEndObject();
    }
  }
}
