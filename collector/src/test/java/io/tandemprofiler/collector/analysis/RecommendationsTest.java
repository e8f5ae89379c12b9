package io.tandemprofiler.collector.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tandemprofiler.collector.Uploads;
import io.tandemprofiler.collector.store.Block;
import io.tandemprofiler.collector.store.Finding;
import io.tandemprofiler.collector.store.ProfileSelection;
import io.tandemprofiler.model.CallTree;
import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Label;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.ProcessStatistics;
import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.Runtime;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.SeriesTotal;
import io.tandemprofiler.model.StackTrace;
import io.tandemprofiler.model.ThreadState;
import io.tandemprofiler.model.Upload;
import io.tandemprofiler.model.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each row is a profile, a pattern, and how much of it counts where. */
final class RecommendationsTest {
  private static final String REST = "own.Main.main;own.Main.work 60";
  private static final long SPAN = 10_000; // of the one profile

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          own.A.run;jep.X.slow 40                           | frames: jep.X.slow                              | own.A.run 40
          own.A.run;jep.X.slow;jep.Y.deep 40                | frames: jep.X.slow                              | own.A.run 40
          own.A.run;jep.X.slow;jep.Y.deep 40                | frames: jep.X.*, value: self                    |
          own.A.run;jep.X.slow;jep.X.deep 40                | frames: jep.X.*, value: self                    | own.A.run 40
          own.A.run;jep.X.slower 40                         | frames: jep.X.slow                              |
          jep.X.slow 40                                     | frames: jep.X.slow                              | - 40
          own.A.run;jep.X.slow;jep.X.slow;jep.X.slow 40     | frames: jep.X.slow                              | own.A.run 40
          own.A.run;jep.X.slow;own.B.back;jep.X.slow 40     | frames: jep.X.slow                              | own.A.run 40
          own.A.run;jep.X.slow 25 + own.B.run;jep.X.slow 15 | frames: jep.X.slow                              | own.A.run 25 own.B.run 15
          own.A.run;jep.X.slow 37 + own.B.run;jep.X.slow 3  | frames: jep.X.slow                              | own.A.run 37
          own.A.run;jep.X.slow 8 + own.B.run;jep.X.slow 8 + own.C.run;jep.X.slow 24  | frames: jep.X.slow     | own.C.run 24 - 16
          own.A.run;jep.Y.over;jep.X.slow 40                | frames: jep.X.slow, callers: jep.Y.*            | own.A.run 40
          own.A.run;jep.X.slow 40                           | frames: jep.X.slow, callers: jep.Y.*            |
          jep.X.slow;jep.Y.over 40                          | frames: jep.X.slow, callers: jep.Y.*            |
          jep.X.slow;jep.Y.over;jep.X.slow 40               | frames: jep.X.slow, callers: jep.Y.*            | - 40
          own.A.run;jep.X.slow 40                           | frames: jep.X.slow, not_callers: jep.Y.*        | own.A.run 40
          jep.Y.over;own.A.run;jep.X.slow 40                | frames: jep.X.slow, not_callers: jep.Y.*        |
          own.A.run;jep.X.slow;jep.Y.in 30 + own.A.run;jep.X.slow 10 | frames: jep.X.slow, callees: jep.Y.*   | own.A.run 30
          own.A.run;jep.X.slow;jep.Z.in;jep.Y.in;jep.Y.in 40 | frames: jep.X.slow, callees: jep.Y.*           | own.A.run 40
          own.A.run;jep.Y.in;jep.X.slow 40                  | frames: jep.X.slow, callees: jep.Y.*            |
          own.A.run;jep.X.slow;jep.Y.in 10 + own.A.run;jep.X.slow 30 | frames: jep.X.slow, not_callees: jep.Y.* | own.A.run 30
          own.A.run;jep.X.slow;jep.Y.in;jep.Z.in;jep.Y.in 40 | frames: jep.X.slow, not_callees: jep.Y.*       |
          own.A.run;jep.X.slow;jep.Z.in;jep.Y.in 25 + own.A.run;jep.X.slow;jep.Z.in 15 | frames: jep.X.slow, callees: jep.Z.in, not_callees: jep.Y.in | own.A.run 15
          own.A.run;jep.X.slow;jep.Y.in;jep.Z.in 40         | frames: jep.X.slow, callees: jep.Z.in, not_callees: jep.Y.in |
          own.A.run;jep.X.slow 40                           | frames: jep.X.slow, own_code_within: 0          | own.A.run 40
          own.A.run;jep.Y.over;jep.X.slow 40                | frames: jep.X.slow, own_code_within: 0          |
          own.A.run;jep.Y.over;jep.X.slow 40                | frames: jep.X.slow, own_code_within: 1          | own.A.run 40
          jep.X.slow 40                                     | frames: jep.X.slow, own_code_within: 9          |
          own.A.run;jep.X.slow 40                           | frames: own.A.*                                 | own.A.run 40
          own.A.run;jep.X.slow 40                           | frames: 'python:*'                              |
          """)
  void analyse_countsWhatMatchesOnceAtTheNearestOwnCode(
      String stacks, String match, String expected) {
    List<Finding> findings = analyse(rule(match, "share: 0.1, samples: 10"), stacks + " + " + REST);
    assertThat(findings.stream().map(RecommendationsTest::text))
        .containsExactlyInAnyOrder(
            expected == null ? new String[0] : expected.split("(?<=\\d) ", -1));
  }

  @Test
  void analyse_saysHowMuchAndOnWhichPaths() {
    Finding finding =
        analyse(
                rule("frames: jep.X.slow", "share: 0.4, samples: 40"),
                "own.A.run;jep.X.slow;jep.Y.in 30 + own.Main.main;own.A.run:7;jep.X.slow:9 10 + "
                    + REST)
            .get(0);
    assertThat(finding.amount())
        .isEqualTo(
            new Finding.Amount("cpu_time", List.of(), "microseconds", 0.4, 40_000, 40, SPAN));
    assertThat(finding.fromMillis()).isZero();
    assertThat(finding.toMillis()).isEqualTo(100_000);
    assertThat(finding.evidence()).hasSize(2);
    assertThat(finding.evidence().get(0).share()).isCloseTo(0.3, within(1e-9));
    assertThat(finding.evidence().get(1))
        .isEqualTo(
            new Finding.Evidence(
                List.of(
                    new Finding.Call(frame("own.Main.main"), 0),
                    new Finding.Call(frame("own.A.run"), 7),
                    new Finding.Call(frame("jep.X.slow"), 9)),
                0.1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          share: 0.4, samples: 40  | 1
          share: 0.41, samples: 40 | 0
          share: 0.4, samples: 41  | 0
          """)
  void analyse_findsWhatReachesTheThresholdAlone(String threshold, int findings) {
    assertThat(analyse(rule("frames: jep.X.slow", threshold), "own.A.run;jep.X.slow 40 + " + REST))
        .hasSize(findings);
  }

  @Test
  void analyse_countsStatesAndTakesTheShareOfThoseAskedFor() {
    Rule rule =
        rule(
            "frames: jep.X.*",
            "share: 0.1, samples: 1",
            "measure: wall_time",
            "states: [blocked]",
            "of_states: [blocked, running]");
    Upload upload =
        new Stacks()
            .add(Measure.WALL_TIME, ThreadState.BLOCKED, 300, "own.A.run;jep.X.lock 3")
            .add(Measure.WALL_TIME, ThreadState.RUNNING, 700, "own.A.run;jep.X.lock 7")
            .add(Measure.WALL_TIME, ThreadState.WAITING, 9000, "own.A.run;jep.X.lock 90")
            .build(ProcessStatistics.none());
    Finding finding = analyse(List.of(rule), upload).findings().get(0);
    assertThat(finding.amount())
        .isEqualTo(
            new Finding.Amount(
                "wall_time", List.of(ThreadState.BLOCKED), "microseconds", 0.3, 300, 3, SPAN));
  }

  @Test
  void analyse_asksTheCountersToo() {
    Upload upload =
        new Stacks()
            .add(Measure.CPU_TIME, ThreadState.RUNNING, 1000, "own.A.run;jep.X.slow 50")
            .build(collecting(12, 1_500_000));
    Rule busy = rule("frames: jep.X.slow", "share: 0.1, samples: 1", "counters: {gc_share: 0.15}");
    Rule calm = rule("frames: jep.X.slow", "share: 0.1, samples: 1", "counters: {gc_share: 0.16}");
    assertThat(analyse(List.of(busy), upload).findings()).hasSize(1);
    assertThat(analyse(List.of(calm), upload).findings()).isEmpty();
  }

  @Test
  void analyse_judgesMoreRulesThanAWordHasBits() {
    List<Rule> rules = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      rules.add(named("rule-" + i, "frames: jep.X.m" + i, "share: 0.001, samples: 1"));
    }
    Analyst.Seen seen =
        analyse(rules, cpu("own.A.run;jep.X.m0 1 + own.A.run;jep.X.m63 1 + jep.X.m64 1 + m 1"));
    assertThat(seen.findings())
        .extracting(Finding::rule)
        .containsExactlyInAnyOrder("rule-0", "rule-63", "rule-64");
    assertThat(seen.analysis().checks()).isEqualTo(150);
    assertThat(seen.analysis().samples()).isEqualTo(4);
  }

  @Test
  void analyse_findsNothingInNothing() {
    Analyst.Seen seen =
        new Recommendations(List.of(rule("frames: '*'", "share: 0.1, samples: 1")))
            .analyse(selection(), visitor -> {});
    assertThat(seen.findings()).isEmpty();
    assertThat(seen.analysis().samples()).isZero();
  }

  private static List<Finding> analyse(Rule rule, String stacks) {
    return analyse(List.of(rule), cpu(stacks)).findings();
  }

  private static Analyst.Seen analyse(List<Rule> rules, Upload upload) {
    return new Recommendations(rules)
        .analyse(selection(), visitor -> visitor.accept(Block.of(upload)));
  }

  private static ProfileSelection selection() {
    return new ProfileSelection("t", "shop", 0, 100_000, Map.of());
  }

  private static ProcessStatistics collecting(long times, long micros) {
    ProcessStatistics none = ProcessStatistics.none();
    return new ProcessStatistics(
        0,
        none.residentBytes(),
        none.heapBytes(),
        none.threads(),
        times,
        micros,
        none.agent(),
        none.sampler(),
        none.samplerReason());
  }

  /** As in {@code own.A.run 40}: the place and the value in milliseconds. */
  private static String text(Finding finding) {
    return finding.place().map(FrameGlob::name).orElse("-")
        + " "
        + Math.round(finding.amount().value() / 1000);
  }

  private static Rule rule(String match, String threshold, String... others) {
    return named("rule", match, threshold, others);
  }

  private static Rule named(String id, String match, String threshold, String... others) {
    List<RuleError> errors = new ArrayList<>();
    List<String> fields = new ArrayList<>(List.of(others));
    fields.add("id: " + id);
    fields.add("title: T, why: W, fix: F, runtime: java");
    fields.add("match: {" + match + "}");
    fields.add("threshold: {" + threshold + "}");
    String yaml = "{" + String.join(", ", fields) + "}";
    Rule rule = RuleReader.read(id, yaml, errors).orElse(null);
    assertThat(errors).isEmpty();
    return rule;
  }

  /** Stacks as in {@code own.A.run;jep.X.slow:12 40 + own.B.run 2}: a millisecond a sample. */
  private static Upload cpu(String stacks) {
    String[] all = stacks.split(" \\+ ", -1);
    long samples = 0;
    for (String stack : all) {
      samples += Long.parseLong(stack.split(" ", -1)[1]);
    }
    return new Stacks()
        .add(Measure.CPU_TIME, ThreadState.RUNNING, samples * 1000, all)
        .build(ProcessStatistics.none());
  }

  /** {@code jep.X} is a class of a library, {@code own.A} is not. */
  private static Frame frame(String name) {
    int dot = name.lastIndexOf('.');
    String owner = dot < 0 ? "" : name.substring(0, dot);
    return new Frame(Language.JAVA, owner, name.substring(dot + 1));
  }

  private static final class Stacks {
    private final CallTree tree = new CallTree();
    private final Map<SeriesKey, SeriesTotal> totals = new TreeMap<>();

    Stacks add(Measure measure, ThreadState state, long total, String... stacks) {
      SeriesKey key = new SeriesKey(measure, state);
      for (String stack : stacks) {
        String[] words = stack.split(" ", -1);
        String[] calls = words[0].split(";", -1);
        List<Frame> frames = new ArrayList<>();
        int[] lines = new int[calls.length];
        for (int i = 0; i < calls.length; i++) {
          String[] nameAndLine = calls[i].split(":", -1);
          frames.add(frame(nameAndLine[0]));
          lines[i] = nameAndLine.length > 1 ? Integer.parseInt(nameAndLine[1]) : 0;
        }
        tree.add(new StackTrace(frames, lines), key, Long.parseLong(words[1]), 0);
      }
      totals.put(key, new SeriesTotal(1000, total, EstimateReason.UNSPECIFIED));
      return this;
    }

    Upload build(ProcessStatistics statistics) {
      Producer producer =
          new Producer(
              "shop",
              "one",
              List.of(new Runtime(Language.JAVA, "OpenJDK", "17")),
              "0.1.0",
              List.<Label>of());
      return new Upload(
          Uploads.profileId(1),
          producer,
          tree.toProfile(new Window(0, 10_000), totals, statistics, null));
    }
  }
}
