package io.tandemprofiler.collector.view;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tandemprofiler.collector.query.FlameQuestion;
import io.tandemprofiler.collector.query.FlameTree;
import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Measure;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Writes a flame tree as JSON, in columns, with the words and numbers of profile.proto. */
final class FlameJson {
  /** Values are shares of totals: more digits than thousandths of a unit are noise. */
  private static final double DIGITS = 1000;

  private FlameJson() {}

  static void write(JsonGenerator json, FlameQuestion question, FlameTree tree) throws IOException {
    json.writeStartObject();
    writeHead(json, question, tree);
    writeFrames(json, tree.frames());
    writeTree(json, tree);
    json.writeObjectFieldStart("pruned");
    json.writeNumberField("nodes", tree.prunedNodes());
    json.writeFieldName("value");
    writeValue(json, tree.prunedValue());
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void writeHead(JsonGenerator json, FlameQuestion question, FlameTree tree)
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
    json.writeFieldName("total");
    writeValue(json, tree.total());
    json.writeArrayFieldStart("estimated");
    for (EstimateReason reason : tree.estimated()) {
      json.writeString(reason.word());
    }
    json.writeEndArray();
  }

  private static void writeFrames(JsonGenerator json, List<Frame> frames) throws IOException {
    Map<String, Integer> strings = new LinkedHashMap<>();
    strings.put("", 0);
    for (Frame frame : frames) {
      strings.putIfAbsent(frame.owner(), strings.size());
      strings.putIfAbsent(frame.function(), strings.size());
    }
    json.writeArrayFieldStart("strings");
    for (String string : strings.keySet()) {
      json.writeString(string);
    }
    json.writeEndArray();
    json.writeObjectFieldStart("frames");
    writeColumn(json, "languages", frames, frame -> frame.language().ordinal());
    writeColumn(json, "owner_indexes", frames, frame -> strings.get(frame.owner()));
    writeColumn(json, "function_indexes", frames, frame -> strings.get(frame.function()));
    json.writeEndObject();
  }

  private static void writeColumn(
      JsonGenerator json, String name, List<Frame> frames, Function<Frame, Integer> column)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (Frame frame : frames) {
      json.writeNumber(column.apply(frame));
    }
    json.writeEndArray();
  }

  private static void writeTree(JsonGenerator json, FlameTree tree) throws IOException {
    json.writeObjectFieldStart("tree");
    json.writeFieldName("ascents");
    json.writeArray(tree.ascents(), 0, tree.ascents().length);
    json.writeFieldName("frame_indexes");
    json.writeArray(tree.frameIndexes(), 0, tree.frameIndexes().length);
    json.writeArrayFieldStart("self");
    for (double value : tree.selfValues()) {
      writeValue(json, value);
    }
    json.writeEndArray();
    json.writeFieldName("samples");
    json.writeArray(tree.selfSamples(), 0, tree.selfSamples().length);
    json.writeEndObject();
  }

  private static void writeValue(JsonGenerator json, double value) throws IOException {
    double rounded = Math.rint(value * DIGITS) / DIGITS;
    if (rounded == Math.rint(rounded) && rounded < Long.MAX_VALUE) {
      json.writeNumber((long) rounded);
    } else {
      json.writeNumber(rounded);
    }
  }
}
