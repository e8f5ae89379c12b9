package io.tandemprofiler.collector.exchange;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.tandemprofiler.collector.query.FlameTree;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Measure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Writes a flame tree as speedscope's own JSON: one sampled profile. */
public final class SpeedscopeExport {
  private static final JsonFactory JSON = new JsonFactory();

  private SpeedscopeExport() {}

  /** Weights are in the unit of the measure. */
  public static byte[] write(String name, Measure measure, FlameTree tree) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("$schema", "https://www.speedscope.app/file-format-schema.json");
      json.writeStringField("name", name);
      json.writeStringField("exporter", "tandem-collector");
      json.writeNumberField("activeProfileIndex", 0);
      writeFrames(json, tree.frames());
      json.writeArrayFieldStart("profiles");
      writeProfile(json, name, measure, tree);
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("write to memory", e);
    }
    return out.toByteArray();
  }

  private static void writeFrames(JsonGenerator json, List<Frame> frames) throws IOException {
    json.writeObjectFieldStart("shared");
    json.writeArrayFieldStart("frames");
    for (Frame frame : frames) {
      json.writeStartObject();
      json.writeStringField("name", Export.name(frame));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeProfile(JsonGenerator json, String name, Measure measure, FlameTree tree)
      throws IOException {
    List<int[]> stacks = new ArrayList<>();
    List<Double> weights = new ArrayList<>();
    Export.visitStacks(
        tree,
        (path, node) -> {
          stacks.add(path.stream().mapToInt(Integer::intValue).toArray());
          weights.add(tree.selfValues()[node]);
        });
    json.writeStartObject();
    json.writeStringField("type", "sampled");
    json.writeStringField("name", name);
    json.writeStringField("unit", unit(measure));
    json.writeNumberField("startValue", 0);
    json.writeNumberField("endValue", tree.total());
    json.writeArrayFieldStart("samples");
    for (int[] stack : stacks) {
      json.writeArray(stack, 0, stack.length);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("weights");
    for (double weight : weights) {
      json.writeNumber(weight);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static String unit(Measure measure) {
    return switch (measure) {
      case CPU_TIME, WALL_TIME, LOCK_TIME -> "microseconds";
      case ALLOCATED_BYTES -> "bytes";
      case SAMPLES, UNSPECIFIED -> "none";
    };
  }
}
