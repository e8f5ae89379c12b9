package io.tandemprofiler.collector.view;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tandemprofiler.collector.query.FlameQuestion;
import io.tandemprofiler.collector.query.FlameTree;
import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.Measure;
import java.io.IOException;

/** Writes a flame tree as JSON, in columns, with the words and numbers of profile.proto. */
final class FlameJson {
  private FlameJson() {}

  static void write(JsonGenerator json, FlameQuestion question, FlameTree tree) throws IOException {
    json.writeStartObject();
    writeHead(json, question, tree);
    writeTree(json, tree);
    json.writeEndObject();
  }

  /** What was asked, and what was summed up for it. */
  static void writeHead(JsonGenerator json, FlameQuestion question, FlameTree tree)
      throws IOException {
    Measure measure = question.measure();
    json.writeStringField("service", question.profiles().service());
    json.writeNumberField("from_millis", question.profiles().fromMillis());
    json.writeNumberField("to_millis", question.profiles().toMillis());
    json.writeStringField("measure", measure.word());
    json.writeStringField("unit", measure.unit());
    json.writeNumberField("profiles", tree.sources().profiles());
    json.writeNumberField("instances", tree.sources().instances());
    json.writeNumberField("first_millis", tree.sources().firstMillis());
    json.writeNumberField("last_millis", tree.sources().lastMillis());
    json.writeNumberField("samples", tree.samples());
    Columns.value(json, "total", tree.total());
    json.writeArrayFieldStart("estimated");
    for (EstimateReason reason : tree.estimated()) {
      json.writeString(reason.word());
    }
    json.writeEndArray();
  }

  /** The columns of the tree, and what was pruned of it. */
  static void writeTree(JsonGenerator json, FlameTree tree) throws IOException {
    Columns.frames(json, tree.frames());
    json.writeObjectFieldStart("tree");
    Columns.ints(json, "ascents", tree.ascents());
    Columns.ints(json, "frame_indexes", tree.frameIndexes());
    Columns.values(json, "self", tree.selfValues());
    Columns.longs(json, "samples", tree.selfSamples());
    json.writeEndObject();
    json.writeObjectFieldStart("pruned");
    json.writeNumberField("nodes", tree.prunedNodes());
    Columns.value(json, "value", tree.prunedValue());
    json.writeEndObject();
  }
}
