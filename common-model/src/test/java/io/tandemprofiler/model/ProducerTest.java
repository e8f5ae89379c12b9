package io.tandemprofiler.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProducerTest {
  private static final Runtime JAVA = new Runtime(Language.JAVA, "OpenJDK", "17");
  private static final Runtime PYTHON = new Runtime(Language.PYTHON, "CPython", "3.13");

  @ParameterizedTest
  @CsvSource({
    "'a\n', holds a control character",
    "'\u009f', holds a control character",
    "'\ud800', holds an unpaired surrogate",
  })
  void producer_refusesWhatNoOperatorMayWrite(String text, String fault) {
    assertRefused(() -> producer(text, List.of(JAVA), List.of()), "service " + fault);
    assertRefused(() -> new Label("env", text), "value of label 'env' " + fault);
    assertRefused(() -> new Label(text, ""), fault);
  }

  @Test
  void producer_refusesTextsOver512Bytes() {
    String longest = "é".repeat(256);
    assertThat(new Label(longest, longest).name()).isEqualTo(longest);
    assertRefused(() -> new Label("env", longest + "x"), "has 513 bytes, over 512");
  }

  @Test
  void producer_refusesRuntimesThatAreNotInOrderOneEach() {
    assertRefused(() -> producer("shop", List.of(PYTHON, JAVA), List.of()), "not in order");
    assertRefused(() -> producer("shop", List.of(JAVA, JAVA), List.of()), "not in order");
    Runtime unspecified = new Runtime(Language.UNSPECIFIED, "", "");
    assertRefused(() -> producer("shop", List.of(unspecified), List.of()), "not in order");
  }

  @Test
  void producer_refusesLabelsThatRepeatANameOrAreOver32() {
    List<Label> twice = List.of(new Label("env", "a"), new Label("env", "b"));
    assertRefused(() -> producer("shop", List.of(JAVA), twice), "repeat a name");
    List<Label> many =
        IntStream.range(0, 33)
            .mapToObj(i -> new Label("l" + i, ""))
            .collect(Collectors.toUnmodifiableList());
    assertRefused(() -> producer("shop", List.of(JAVA), many), "over 32");
    assertThat(producer("shop", List.of(JAVA), many.subList(1, 33)).labels()).hasSize(32);
  }

  @Test
  void runtime_cleansItsTexts() {
    Runtime runtime = new Runtime(Language.JAVA, "a\ud800", "x".repeat(513));
    assertThat(runtime).isEqualTo(new Runtime(Language.JAVA, "a\ufffd", Names.GENERATED));
  }

  private static Producer producer(String service, List<Runtime> runtimes, List<Label> labels) {
    return new Producer(service, "i-1", runtimes, "0.1.0", labels);
  }

  private static void assertRefused(Runnable action, String fault) {
    assertThatThrownBy(action::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(fault);
  }
}
