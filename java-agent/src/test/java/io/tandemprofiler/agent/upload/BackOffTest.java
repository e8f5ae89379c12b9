package io.tandemprofiler.agent.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackOffTest {
  @Test
  void millis_doublesUpToHalfAMinute() {
    BackOff backOff = new BackOff(() -> 1);

    assertThat(LongStream.generate(backOff::millis).limit(7))
        .containsExactly(1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 30_000L, 30_000L);
    backOff.reset();
    assertThat(backOff.millis()).isEqualTo(1_000);
  }

  @Test
  void millis_spreadsAgentsOverHalfTheStep() {
    assertThat(new BackOff(() -> 0).millis()).isEqualTo(500);
  }

  @ParameterizedTest
  @CsvSource({"10000, 10000, 15000", "900000, 300000, 450000", "-1, 0, 0", "soon, 0, 0", ", 0, 0"})
  void askedMillis_isKeptWithinReason(String asked, long least, long most) {
    Metadata trailers = new Metadata();
    if (asked != null) {
      trailers.put(
          Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER), asked);
    }

    assertThat(new BackOff(() -> 0).askedMillis(trailers)).isEqualTo(least);
    assertThat(new BackOff(() -> 1).askedMillis(trailers)).isEqualTo(most);
  }

  @Test
  void askedMillis_withoutTrailers() {
    assertThat(new BackOff(() -> 1).askedMillis(null)).isZero();
  }
}
