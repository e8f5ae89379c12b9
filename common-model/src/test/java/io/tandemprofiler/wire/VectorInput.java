package io.tandemprofiler.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.tandemprofiler.model.AgentCost;
import io.tandemprofiler.model.CallTree;
import io.tandemprofiler.model.ClassCount;
import io.tandemprofiler.model.Drop;
import io.tandemprofiler.model.DropKind;
import io.tandemprofiler.model.DropReason;
import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Gauge;
import io.tandemprofiler.model.HeapCount;
import io.tandemprofiler.model.HeapSummary;
import io.tandemprofiler.model.Label;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.ProcessStatistics;
import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.Profile;
import io.tandemprofiler.model.Runtime;
import io.tandemprofiler.model.Sampler;
import io.tandemprofiler.model.SamplerReason;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.SeriesTotal;
import io.tandemprofiler.model.StackTrace;
import io.tandemprofiler.model.ThreadState;
import io.tandemprofiler.model.Upload;
import io.tandemprofiler.model.Window;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Builds the upload that a vector's {@code input.json} describes, by the model alone. */
final class VectorInput {
  private VectorInput() {}

  static Upload upload(JsonNode input) {
    JsonNode upload = input.get("upload");
    return new Upload(
        HexFormat.of().parseHex(upload.get("profile_id").asText()),
        producer(upload),
        profile(input));
  }

  private static Producer producer(JsonNode upload) {
    List<Runtime> runtimes = new ArrayList<>();
    for (JsonNode runtime : upload.get("runtimes")) {
      runtimes.add(
          new Runtime(
              word(Language.class, runtime.get("language")),
              runtime.get("name").asText(),
              runtime.get("version").asText()));
    }
    List<Label> labels = new ArrayList<>();
    upload.get("labels").forEach(l -> labels.add(new Label(l.get(0).asText(), l.get(1).asText())));
    return new Producer(
        upload.get("service").asText(),
        upload.get("instance").asText(),
        runtimes,
        upload.get("agent_version").asText(),
        labels);
  }

  private static Profile profile(JsonNode input) {
    CallTree tree = new CallTree();
    int maxDepth = input.get("max_depth").asInt();
    for (JsonNode sample : input.get("samples")) {
      tree.add(
          trace(sample.get("stack")).truncatedTo(maxDepth),
          key(sample),
          sample.get("samples").asLong(),
          sample.get("value").asLong());
    }
    Map<SeriesKey, SeriesTotal> totals = new HashMap<>();
    for (JsonNode series : input.get("series")) {
      totals.put(
          key(series),
          new SeriesTotal(
              series.get("period").asLong(),
              series.get("total_value").asLong(),
              word(EstimateReason.class, series.path("estimated"))));
    }
    Window window =
        new Window(input.get("start_millis").asLong(), input.get("duration_millis").asLong());
    return tree.toProfile(
        window, totals, statistics(input.get("statistics")), heap(input.path("heap")));
  }

  private static StackTrace trace(JsonNode stack) {
    List<Frame> frames = new ArrayList<>();
    List<Integer> lines = new ArrayList<>();
    for (JsonNode entry : stack) {
      JsonNode frame = entry.isArray() ? entry : entry.get("frame");
      for (int i = 0; i < (entry.isArray() ? 1 : entry.get("repeat").asInt()); i++) {
        frames.add(
            new Frame(
                word(Language.class, frame.get(0)), frame.get(1).asText(), frame.get(2).asText()));
        lines.add(frame.get(3).asInt());
      }
    }
    return new StackTrace(frames, lines.stream().mapToInt(Integer::intValue).toArray());
  }

  private static ProcessStatistics statistics(JsonNode node) {
    List<Drop> drops = new ArrayList<>();
    for (JsonNode drop : node.path("agent").path("drops")) {
      drops.add(
          new Drop(
              word(DropKind.class, drop.get(0)),
              word(DropReason.class, drop.get(1)),
              drop.get(2).asLong()));
    }
    return new ProcessStatistics(
        node.path("cpu_micros").asLong(),
        gauge(node.path("resident_bytes")),
        gauge(node.path("heap_bytes")),
        gauge(node.path("threads")),
        node.path("gc_count").asLong(),
        node.path("gc_micros").asLong(),
        new AgentCost(
            node.path("agent").path("cpu_micros").asLong(),
            node.path("agent").path("sampling_micros").asLong(),
            node.path("agent").path("samples").asLong(),
            drops),
        word(Sampler.class, node.path("sampler")),
        word(SamplerReason.class, node.path("sampler_reason")));
  }

  private static HeapSummary heap(JsonNode node) {
    if (node.isMissingNode()) {
      return null;
    }
    List<ClassCount> classes = new ArrayList<>();
    for (JsonNode one : node.get("classes")) {
      classes.add(new ClassCount(one.get(0).asText(), one.get(1).asLong(), one.get(2).asLong()));
    }
    JsonNode other = node.get("other");
    return HeapSummary.of(
        classes,
        other.get(0).asLong(),
        other.get(1).asLong(),
        other.get(2).asLong(),
        node.get("taken_millis").asLong(),
        word(HeapCount.class, node.get("count")),
        node.get("stall_micros").asLong());
  }

  private static Gauge gauge(JsonNode node) {
    return new Gauge(node.path(0).asLong(), node.path(1).asLong(), node.path(2).asLong());
  }

  private static SeriesKey key(JsonNode node) {
    return new SeriesKey(
        word(Measure.class, node.get("measure")), word(ThreadState.class, node.get("state")));
  }

  private static <E extends Enum<E>> E word(Class<E> type, JsonNode word) {
    return Enum.valueOf(type, word.asText("unspecified").toUpperCase(Locale.ROOT));
  }
}
