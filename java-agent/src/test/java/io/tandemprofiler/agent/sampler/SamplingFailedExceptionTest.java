package io.tandemprofiler.agent.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class SamplingFailedExceptionTest {
  @Test
  void reason_isOurWordsAndTheKindOfTheCause() {
    IOException cause = new IOException("/home/ann/iban-DE8937");
    assertThat(
            SamplingFailedException.reason(new SamplingFailedException("it does not start", cause)))
        .isEqualTo("it does not start: IOException");
  }

  @Test
  void reason_isTheKindOfWhatOthersSay() {
    assertThat(SamplingFailedException.reason(new IllegalStateException("iban DE8937")))
        .isEqualTo("IllegalStateException");
  }
}
