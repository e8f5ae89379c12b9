package io.tandemprofiler.collector.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.collector.store.Severity;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.ThreadState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RulesTest {
  private static final String RULE =
      """
      id: gil-waits
      title: Threads wait for the interpreter lock
      runtime: python
      severity: high
      measure: wall_time
      states: [gil_wait]
      of_states: [gil_wait, running]
      match:
        frames: '*'
        not_callers: [threading.*, 'native:*']
        own_code_within: 3
      threshold: { share: 0.3, samples: 100 }
      counters: { cores: 0.5 }
      why: Only one thread runs Python.
      fix: Use processes.
      example: |
        pool = ProcessPoolExecutor()
      links: https://docs.python.org/3/
      """;

  @TempDir private Path folder;

  @Test
  void builtIn_hasNoErrorAndFilesCalledAsTheirRules() throws IOException {
    Rules rules = Rules.builtIn();
    assertThat(rules.errors()).isEmpty();
    Path files = Path.of("src/main/resources/io/tandemprofiler/collector/analysis/rules");
    try (var list = Files.list(files)) {
      assertThat(rules.rules())
          .extracting(rule -> rule.id() + ".yaml")
          .containsExactlyInAnyOrderElementsOf(
              list.map(file -> file.getFileName().toString()).toList())
          .isNotEmpty();
    }
  }

  @Test
  void read_understandsEveryField() {
    List<RuleError> errors = new ArrayList<>();
    Rule rule = RuleReader.read("x.yaml", RULE, errors).orElseThrow();
    assertThat(errors).isEmpty();
    assertThat(rule.id()).isEqualTo("gil-waits");
    assertThat(rule.runtime()).isEqualTo(Rule.Whose.PYTHON);
    assertThat(rule.advice().severity()).isEqualTo(Severity.HIGH);
    assertThat(rule.advice().example()).isEqualTo("pool = ProcessPoolExecutor()");
    assertThat(rule.advice().links()).containsExactly("https://docs.python.org/3/");
    assertThat(rule.measure()).isEqualTo(Measure.WALL_TIME);
    assertThat(rule.states()).isEqualTo(Set.of(ThreadState.GIL_WAIT));
    assertThat(rule.ofStates()).isEqualTo(Set.of(ThreadState.GIL_WAIT, ThreadState.RUNNING));
    assertThat(rule.match().frames()).hasToString("[*]");
    assertThat(rule.match().notCallers()).hasToString("[threading.*, native:*]");
    assertThat(rule.match().ownCodeWithin()).isEqualTo(3);
    assertThat(rule.threshold()).isEqualTo(new Rule.Threshold(0.3, 100));
    assertThat(rule.counters()).isEqualTo(Map.of(Counter.CORES, 0.5));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          id: gil-waits             | id: GIL waits           | 1: id: 'GIL waits' is not lower case words and digits with hyphens
          title: Threads            | title: 'a\\n\\n b' #   | 2: title: holds a line break or control character; write >- for long
          runtime: python           | runtime: ruby           | 3: runtime: 'ruby' is not one of java, python, jep, any
          severity: high            | severity: urgent        | 4: severity: 'urgent' is not one of low, medium, high
          measure: wall_time        | measure: cpu_time       | 6: states: cpu_time has no state gil_wait
          states: [gil_wait]        | state: [gil_wait]       | 6: 'state' is not a field here
          frames: '*'               | frames: '{'             | 9: frames: '{' may hold {a,b} once
          frames: '*'               | frame: '*'              | 9: match: 'frames' is missing
          own_code_within: 3        | own_code_within: near   | 11: own_code_within: 'near' is not a number from 0.0 to 100.0
          share: 0.3                | share: 30               | 12: share: '30' is not a number from 1.0E-4 to 1.0
          { cores: 0.5 }            | { cpus: 0.5 }           | 13: 'cpus' is not a field here
          { cores: 0.5 }            | 0.5                     | 13: counters is not fields with values
          "fix: Use processes."     | fix:                    | 15: fix: a text should stand here
          "fix: Use processes."     | "# nothing"             | 1: 'fix' is missing
          links: https              | links: http             | 18: links: 'http://docs.python.org/3/' is not an https address
          "fix: Use"                | "\\tfix: Use"           | 15: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation)
          """)
  void read_namesFileLineAndReason(String part, String broken, String message) {
    List<RuleError> errors = new ArrayList<>();
    String yaml = RULE.replace(part, broken.replace("\\t", "\t").replace("\\n", "\n"));
    assertThat(RuleReader.read("x.yaml", yaml, errors)).isEmpty();
    assertThat(errors).isNotEmpty();
    assertThat(errors.stream().map(RuleError::toString))
        .anySatisfy(error -> assertThat(error).startsWith("x.yaml:" + message));
  }

  @Test
  void read_findsEveryErrorOfAFile() {
    List<RuleError> errors = new ArrayList<>();
    RuleReader.read(
        "x.yaml", RULE.replace("severity: high", "severity: x").replace("0.3", "x"), errors);
    assertThat(errors).extracting(RuleError::line).containsExactly(4, 12);
  }

  @Test
  void read_leavesOutWhatIsBrokenAndKeepsTheOthers() throws IOException {
    Files.writeString(folder.resolve("a.yaml"), RULE);
    Files.writeString(folder.resolve("b.yaml"), "id: [");
    Files.writeString(folder.resolve("c.yaml"), RULE.replace("gil-waits", "other"));
    Files.writeString(folder.resolve("d.yaml"), RULE);
    Files.writeString(folder.resolve("e.yaml"), "");
    Files.write(folder.resolve("f.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    Files.writeString(folder.resolve("notes.txt"), "not read");
    Rules rules = Rules.read(folder);
    assertThat(rules.rules()).extracting(Rule::id).containsExactly("gil-waits", "other");
    assertThat(rules.errors())
        .extracting(RuleError::file)
        .containsExactly("b.yaml", "d.yaml", "e.yaml", "f.yaml");
  }

  @Test
  void read_saysWhereThereIsNoFolder() {
    Rules rules = Rules.read(folder.resolve("none"));
    assertThat(rules.rules()).isEmpty();
    assertThat(rules.errors()).hasSize(1);
  }

  @Test
  void with_putsOnesOwnInThePlaceOfAnother() throws IOException {
    Rule first = Rules.builtIn().rules().get(0);
    Files.writeString(folder.resolve("mine.yaml"), RULE.replace("gil-waits", first.id()));
    Rules rules = Rules.builtIn().with(Rules.read(folder));
    assertThat(rules.rules()).hasSameSizeAs(Rules.builtIn().rules());
    assertThat(rules.rules().get(0).advice().severity()).isEqualTo(Severity.HIGH);
  }
}
