package io.tandemprofiler.collector.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Language;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameGlobTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          a.B.c              | a.B     | c       | true
          a.B.c              | a.B     | cc      | false
          a.B.c              | x.a.B   | c       | false
          a.B.*              | a.B     | c       | true
          *.c                | a.B     | c       | true
          *                  | a.B     | c       | true
          c                  | ""      | c       | true
          a.*.c*e            | a.x.B   | c.d.e   | true
          a*a                | a       | b       | false
          aa*aa              | ""      | aaa     | false
          *b*c               | a       | c.b     | false
          a.B.{c,d}          | a.B     | d       | true
          a.B.{c,d}          | a.B     | e       | false
          {a,b}.*            | b       | x       | true
          python:a.*         | a       | b       | false
          java:a.*           | a       | b       | true
          *.<init>           | a.B     | <init>  | true
          """)
  void matches_ownerAndFunctionAsAWhole(
      String glob, String owner, String function, boolean expected) {
    Frame frame = new Frame(Language.JAVA, owner, function);
    assertThat(
            FrameGlob.of(glob, Optional.of(Language.JAVA))
                .matches(Language.JAVA, FrameGlob.name(frame)))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"native:*, JAVA, false", "native:*, NATIVE, true", "*, KERNEL, false"})
  void of_meansALanguage(String glob, Language spoken, boolean expected) {
    assertThat(FrameGlob.of(glob, Optional.of(Language.JAVA)).matches(spoken, "x"))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a{b", "a}b{", "{a}{b}", "{a,{b}}"})
  void of_refusesWhatCannotBeMeant(String glob) {
    assertThatThrownBy(() -> FrameGlob.of(glob, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
