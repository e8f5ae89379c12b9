package io.tandemprofiler.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tandemprofiler.model.Label;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.ProcessStatistics;
import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.Profile;
import io.tandemprofiler.model.Runtime;
import io.tandemprofiler.model.Upload;
import io.tandemprofiler.model.Window;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the vectors cannot show: one text for each thing that must not be misread. */
class UploadTextTest {
  @Test
  void of_startsWithTheProducer() {
    assertThat(UploadText.of(labelled("prod")))
        .isEqualTo(
            """
            upload 00000000000000000000000000000001 format 1
              service shop instance i-1
              agent 0.1.0
              runtime java OpenJDK "17.0 15"
              label env prod
            window start_millis 1 duration_millis 2
            tree nodes 1
                0 root
            statistics
            """);
  }

  @ParameterizedTest
  @MethodSource("texts")
  void of_quotesWhatCouldBeMisread(String value, String written) {
    assertThat(UploadText.of(labelled(value))).contains("  label env " + written + "\n");
  }

  static Stream<Arguments> texts() {
    return Stream.of(
        arguments("", "\"\""),
        arguments("a b", "\"a b\""),
        arguments("a\"b", "\"a\\\"b\""),
        arguments("a\\b", "\"a\\\\b\""),
        arguments("a\u202eb", "\"a\\u{202e}b\""),
        arguments("a\u200bb", "\"a\\u{200b}b\""),
        arguments("Gr\u00f6\u00dfe", "\"Gr\u00f6\u00dfe\""),
        arguments("\uD83D\uDE00", "\"\uD83D\uDE00\""),
        arguments("\uDB40\uDC41", "\"\\u{e0041}\""),
        arguments("A$B.<init>:+/-_9", "A$B.<init>:+/-_9"));
  }

  private static Upload labelled(String value) {
    byte[] id = new byte[16];
    id[15] = 1;
    Producer producer =
        new Producer(
            "shop",
            "i-1",
            List.of(new Runtime(Language.JAVA, "OpenJDK", "17.0 15")),
            "0.1.0",
            List.of(new Label("env", value)));
    Profile profile =
        new Profile(
            new Window(1, 2),
            List.of(),
            new int[0],
            new int[0],
            List.of(),
            List.of(),
            ProcessStatistics.none(),
            null);
    return new Upload(id, producer, profile);
  }
}
