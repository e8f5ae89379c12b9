package io.tandemprofiler.collector.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LogTextTest {
  @Test
  void of_isOneShortLine() {
    assertThat(LogText.of("R9: 'a\r\nERROR b\u001b[31m\u2028\u0085\u202e'"))
        .isEqualTo("R9: 'a??ERROR b?[31m???'");
    assertThat(LogText.of("é 名 \uD83D\uDE00")).isEqualTo("é 名 \uD83D\uDE00");
    assertThat(LogText.of("x".repeat(1000))).hasSize(501).endsWith("x…");
  }
}
