package io.tandemprofiler.collector.view;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tandemprofiler.collector.query.FlameQuestion;
import io.tandemprofiler.collector.query.FlameTree;
import io.tandemprofiler.collector.query.FrameCalls;
import io.tandemprofiler.collector.query.FunctionCost;
import io.tandemprofiler.collector.query.TopFunctions;
import io.tandemprofiler.collector.query.TopLines;
import io.tandemprofiler.collector.query.TopLines.LineCost;
import io.tandemprofiler.collector.store.ProfileSelection;
import io.tandemprofiler.model.Measure;
import java.io.IOException;
import java.util.List;

/** Writes the most expensive functions and lines, and one function's calls, as JSON in columns. */
final class RankingJson {
  private RankingJson() {}

  static void writeFunctions(
      JsonGenerator json, FlameQuestion question, FlameTree tree, TopFunctions top)
      throws IOException {
    List<FunctionCost> costs = top.costs();
    json.writeStartObject();
    FlameJson.writeHead(json, question, tree);
    Columns.frames(json, costs.stream().map(FunctionCost::frame).toList());
    json.writeObjectFieldStart("functions");
    json.writeNumberField("count", top.functions());
    Columns.values(json, "self", costs, FunctionCost::self);
    Columns.values(json, "total", costs, FunctionCost::total);
    Columns.longs(json, "self_samples", costs, FunctionCost::selfSamples);
    Columns.longs(json, "total_samples", costs, FunctionCost::totalSamples);
    json.writeEndObject();
    json.writeEndObject();
  }

  static void writeLines(
      JsonGenerator json, ProfileSelection selection, Measure measure, TopLines top)
      throws IOException {
    List<LineCost> costs = top.costs();
    json.writeStartObject();
    TimeJson.writeHead(json, selection);
    json.writeStringField("measure", measure.word());
    json.writeStringField("unit", measure.unit());
    Columns.value(json, "total", top.total());
    Columns.frames(json, costs.stream().map(LineCost::frame).toList());
    json.writeObjectFieldStart("lines");
    json.writeNumberField("count", top.lines());
    Columns.longs(json, "lines", costs, LineCost::line);
    Columns.values(json, "self", costs, LineCost::self);
    Columns.values(json, "total", costs, LineCost::total);
    Columns.longs(json, "self_samples", costs, LineCost::selfSamples);
    Columns.longs(json, "total_samples", costs, LineCost::totalSamples);
    json.writeEndObject();
    json.writeEndObject();
  }

  static void writeCalls(
      JsonGenerator json, FlameQuestion question, FlameTree tree, FrameCalls calls)
      throws IOException {
    json.writeStartObject();
    FlameJson.writeHead(json, question, tree);
    json.writeObjectFieldStart("function");
    json.writeStringField("language", calls.frame().language().word());
    json.writeStringField("owner", calls.frame().owner());
    json.writeStringField("function", calls.frame().function());
    Columns.value(json, "self", calls.self());
    Columns.value(json, "total", calls.callees().total());
    json.writeNumberField("self_samples", calls.selfSamples());
    json.writeNumberField("total_samples", calls.callees().samples());
    json.writeEndObject();
    writeSide(json, "callers", calls.callers());
    writeSide(json, "callees", calls.callees());
    json.writeEndObject();
  }

  private static void writeSide(JsonGenerator json, String name, FlameTree tree)
      throws IOException {
    json.writeObjectFieldStart(name);
    FlameJson.writeTree(json, tree);
    json.writeEndObject();
  }
}
