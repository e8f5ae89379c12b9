package io.tandemprofiler.collector.analysis;

import io.tandemprofiler.collector.store.Finding;
import io.tandemprofiler.collector.store.Severity;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.Names;
import io.tandemprofiler.model.ThreadState;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads one file, which holds one rule. Not thread-safe. */
final class RuleReader {
  private static final int MAX_CHARS = 64 << 10;
  private static final Pattern ID = Pattern.compile("[a-z0-9]+(-[a-z0-9]+){0,11}");
  private static final Pattern LINK = Pattern.compile("https://[!-~&&[^<>\"'`]]{1,300}");
  private static final double DEFAULT_SAMPLES = 30;
  private static final double MAX_SAMPLES = 1e9;
  private static final int MAX_CALLS = 100;

  private final String file;
  private final List<RuleError> errors;
  private final int errorsBefore;

  private RuleReader(String file, List<RuleError> errors) {
    this.file = file;
    this.errors = errors;
    this.errorsBefore = errors.size();
  }

  /**
   * The rule that a file holds; empty where it has an error, and then all of those are added.
   *
   * @param file for the errors
   */
  static Optional<Rule> read(String file, String yaml, List<RuleError> errors) {
    RuleReader reader = new RuleReader(file, errors);
    Optional<Rule> rule = reader.node(yaml).map(reader::rule);
    return errors.size() == reader.errorsBefore ? rule : Optional.empty();
  }

  private Optional<Node> node(String yaml) {
    if (yaml.length() > MAX_CHARS) {
      add(0, "is over " + MAX_CHARS + " characters");
      return Optional.empty();
    }
    try {
      Optional<Node> node = new Compose(LoadSettings.builder().build()).composeString(yaml);
      if (node.isEmpty()) {
        add(0, "holds no rule");
      }
      return node;
    } catch (MarkedYamlEngineException e) {
      add(e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0), e.getProblem());
    } catch (YamlEngineException e) {
      add(0, e.getMessage());
    }
    return Optional.empty();
  }

  private Rule rule(Node node) {
    RuleFields fields = new RuleFields("the rule", node, this::add);
    String id = fields.text("id");
    if (!id.isEmpty() && !ID.matcher(id).matches()) {
      add(fields.line("id"), "id: '" + id + "' is not lower case words and digits with hyphens");
    }
    Rule.Whose runtime = fields.word("runtime", null, Rule.Whose.values());
    if (!fields.has("runtime")) {
      add(fields.line("runtime"), "'runtime' is missing");
    }
    Finding.Advice advice = advice(fields);
    Measure measure = fields.word("measure", Measure.CPU_TIME, Measure.values());
    Set<ThreadState> states = states(fields, "states", measure);
    Set<ThreadState> ofStates = states(fields, "of_states", measure);
    Rule.Match match = match(fields.fields("match"), runtime == null ? Rule.Whose.ANY : runtime);
    Rule.Threshold threshold = threshold(fields.fields("threshold"));
    Map<Counter, Double> counters = counters(fields.optionalFields("counters"));
    fields.requireNoOthers();
    return new Rule(id, runtime, advice, measure, states, ofStates, match, threshold, counters);
  }

  private Finding.Advice advice(RuleFields fields) {
    return new Finding.Advice(
        plain(fields, "title", fields.text("title")),
        fields.word("severity", Severity.MEDIUM, Severity.values()),
        plain(fields, "why", fields.text("why")),
        plain(fields, "fix", fields.text("fix")),
        fields.optional("example"),
        fields.list("links", RuleReader::link));
  }

  /** Of one line: that is what terminals and pages have room for. */
  private String plain(RuleFields fields, String name, String text) {
    if (Names.hasControl(text)) {
      add(fields.line(name), name + ": holds a line break or control character; write >- for long");
    }
    return text;
  }

  private static String link(String text) {
    if (!LINK.matcher(text).matches()) {
      throw new IllegalArgumentException("'" + text + "' is not an https address");
    }
    return text;
  }

  private Set<ThreadState> states(RuleFields fields, String name, Measure measure) {
    Set<ThreadState> states = EnumSet.noneOf(ThreadState.class);
    states.addAll(
        fields.list(
            name,
            text -> {
              ThreadState state = RuleFields.word(text, ThreadState.values());
              if (!measure.allows(state)) {
                throw new IllegalArgumentException(measure.word() + " has no state " + text);
              }
              return state;
            }));
    return states;
  }

  private Rule.Match match(RuleFields fields, Rule.Whose runtime) {
    List<FrameGlob> frames = globs(fields, "frames", runtime);
    if (frames.isEmpty()) {
      add(fields.line("frames"), "match: 'frames' is missing");
    }
    Value value = fields.word("value", Value.TOTAL, Value.values());
    Rule.Match match =
        new Rule.Match(
            frames,
            value == Value.SELF,
            globs(fields, "callers", runtime),
            globs(fields, "not_callers", runtime),
            globs(fields, "callees", runtime),
            globs(fields, "not_callees", runtime),
            (int) fields.number("own_code_within", -1, 0, MAX_CALLS));
    if (match.self() && !(match.callees().isEmpty() && match.notCallees().isEmpty())) {
      add(fields.line("value"), "value: self counts no callees, so none can be asked for");
    }
    fields.requireNoOthers();
    return match;
  }

  private static List<FrameGlob> globs(RuleFields fields, String name, Rule.Whose runtime) {
    return fields.list(name, text -> FrameGlob.of(text, runtime.language()));
  }

  private static Rule.Threshold threshold(RuleFields fields) {
    Rule.Threshold threshold =
        new Rule.Threshold(
            fields.number("share", 0.01, 0.0001, 1),
            (long) fields.number("samples", DEFAULT_SAMPLES, 1, MAX_SAMPLES));
    fields.requireNoOthers();
    return threshold;
  }

  private static Map<Counter, Double> counters(RuleFields fields) {
    Map<Counter, Double> counters = new EnumMap<>(Counter.class);
    for (Counter counter : Counter.values()) {
      double least = fields.number(counter.word(), Double.NaN, 0, 1e6);
      if (!Double.isNaN(least)) {
        counters.put(counter, least);
      }
    }
    fields.requireNoOthers();
    return counters;
  }

  private void add(int line, String reason) {
    errors.add(new RuleError(file, line, reason));
  }

  private enum Value {
    TOTAL,
    SELF
  }
}
