package io.tandemprofiler.testee;

import com.fasterxml.jackson.databind.JsonNode;
import io.tandemprofiler.agent.WindowRule;
import io.tandemprofiler.agent.sampler.ClockRule;
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
import io.tandemprofiler.model.JavaNames;
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

  /** What the samples of an input fold into. */
  static CallTree tree(JsonNode input) {
    CallTree tree = new CallTree();
    int maxDepth = input.get("max_depth").asInt();
    for (JsonNode sample : input.get("samples")) {
      tree.add(
          trace(sample.get("stack"), observed(input)).truncatedTo(maxDepth),
          key(sample),
          number(sample.get("samples")),
          number(sample.path("value")));
    }
    return tree;
  }

  /** The tree closed over the rest of its input. */
  static Upload upload(JsonNode input, CallTree tree) {
    JsonNode upload = input.get("upload");
    return new Upload(
        HexFormat.of().parseHex(upload.get("profile_id").asText()),
        producer(upload),
        profile(input, tree));
  }

  /** Whether names are as this agent's samplers see them, so that R27 is still to be applied. */
  private static boolean observed(JsonNode input) {
    String by = input.path("observed_by").asText("");
    if (!by.isEmpty() && !by.equals("java")) {
      throw new IllegalArgumentException("what " + by + " observes cannot be named here");
    }
    return !by.isEmpty();
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
    upload.path("labels").forEach(l -> labels.add(new Label(l.get(0).asText(), l.get(1).asText())));
    return new Producer(
        upload.get("service").asText(),
        upload.get("instance").asText(),
        runtimes,
        upload.get("agent_version").asText(),
        labels);
  }

  private static Profile profile(JsonNode input, CallTree tree) {
    Map<SeriesKey, SeriesTotal> totals = new HashMap<>();
    for (JsonNode series : input.get("series")) {
      totals.put(key(series), total(input, series));
    }
    return tree.toProfile(
        window(input),
        totals,
        statistics(input.path("statistics")),
        heap(input.path("heap"), observed(input)));
  }

  /** As given, or of the clocks of a process and of the agent in it (R31). */
  private static SeriesTotal total(JsonNode input, JsonNode series) {
    long period = number(series.get("period"));
    EstimateReason estimated = word(EstimateReason.class, series.path("estimated"));
    if (!series.has("clocks")) {
      return new SeriesTotal(period, number(series.get("total_value")), estimated);
    }
    JsonNode clocks = series.get("clocks");
    return ClockRule.total(
        key(series),
        samples(input, key(series)),
        period,
        number(clocks.get("process_micros")),
        number(clocks.get("agent_micros")),
        estimated);
  }

  private static long samples(JsonNode input, SeriesKey key) {
    long samples = 0;
    for (JsonNode sample : input.get("samples")) {
      samples += key(sample).equals(key) ? number(sample.get("samples")) : 0;
    }
    return samples;
  }

  /** As given, or as the agent closes one that starts there. */
  private static Window window(JsonNode input) {
    long start = number(input.get("start_millis"));
    if (input.has("duration_millis")) {
      return new Window(start, number(input.get("duration_millis")));
    }
    JsonNode closing = input.get("closing");
    boolean first = closing.get("first").asBoolean();
    int reportSeconds = closing.get("report_seconds").asInt();
    return new Window(start, WindowRule.end(first, start, reportSeconds) - start);
  }

  private static StackTrace trace(JsonNode stack, boolean observed) {
    List<Frame> frames = new ArrayList<>();
    List<Integer> lines = new ArrayList<>();
    for (JsonNode entry : stack) {
      JsonNode frame = entry.isArray() ? entry : entry.get("frame");
      for (int i = 0; i < (entry.isArray() ? 1 : entry.get("repeat").asInt()); i++) {
        frames.add(frame(frame, observed));
        lines.add(frame.get(3).asInt());
      }
    }
    return new StackTrace(frames, lines.stream().mapToInt(Integer::intValue).toArray());
  }

  private static Frame frame(JsonNode frame, boolean observed) {
    Language language = word(Language.class, frame.get(0));
    String owner = frame.get(1).asText();
    String function = frame.get(2).asText();
    return observed && language == Language.JAVA
        ? JavaNames.frame(owner, function)
        : new Frame(language, owner, function);
  }

  private static ProcessStatistics statistics(JsonNode node) {
    List<Drop> drops = new ArrayList<>();
    for (JsonNode drop : node.path("agent").path("drops")) {
      drops.add(
          new Drop(
              word(DropKind.class, drop.get(0)),
              word(DropReason.class, drop.get(1)),
              number(drop.get(2))));
    }
    return new ProcessStatistics(
        number(node.path("cpu_micros")),
        gauge(node.path("resident_bytes")),
        gauge(node.path("heap_bytes")),
        gauge(node.path("threads")),
        number(node.path("gc_count")),
        number(node.path("gc_micros")),
        new AgentCost(
            number(node.path("agent").path("cpu_micros")),
            number(node.path("agent").path("sampling_micros")),
            number(node.path("agent").path("samples")),
            drops),
        word(Sampler.class, node.path("sampler")),
        word(SamplerReason.class, node.path("sampler_reason")));
  }

  private static HeapSummary heap(JsonNode node, boolean observed) {
    if (node.isMissingNode()) {
      return null;
    }
    List<ClassCount> classes = new ArrayList<>();
    for (JsonNode one : node.get("classes")) {
      String name = one.get(0).asText();
      String sent = observed ? JavaNames.className(name) : name;
      classes.add(new ClassCount(sent, number(one.get(1)), number(one.get(2))));
    }
    JsonNode other = node.get("other");
    return HeapSummary.of(
        classes,
        number(other.get(0)),
        number(other.get(1)),
        number(other.get(2)),
        number(node.get("taken_millis")),
        word(HeapCount.class, node.get("count")),
        number(node.get("stall_micros")));
  }

  private static Gauge gauge(JsonNode node) {
    return new Gauge(number(node.path(0)), number(node.path(1)), number(node.path(2)));
  }

  private static SeriesKey key(JsonNode node) {
    return new SeriesKey(
        word(Measure.class, node.get("measure")), word(ThreadState.class, node.get("state")));
  }

  /** 0 where there is none; an integer that is no {@code long} is a fault, not cut. */
  private static long number(JsonNode number) {
    if (number.isMissingNode()) {
      return 0;
    }
    if (!number.isIntegralNumber() || !number.canConvertToLong()) {
      throw new IllegalArgumentException(number + " is no integer of 64 bits");
    }
    return number.longValue();
  }

  private static <E extends Enum<E>> E word(Class<E> type, JsonNode word) {
    return Enum.valueOf(type, word.asText("unspecified").toUpperCase(Locale.ROOT));
  }
}
