package io.tandemprofiler.collector.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandemprofiler.wire.RefusedException;
import org.junit.jupiter.api.Test;

final class MessageFrameTest {
  private static final BytesInFlight UNBOUNDED = new BytesInFlight(Long.MAX_VALUE);

  @Test
  void unwrap_givesWhatWasWrapped() throws RefusedException {
    byte[] message = "message".getBytes(UTF_8);
    assertThat(unwrap(MessageFrame.wrap(message), "identity")).isEqualTo(message);
    assertThat(unwrap(MessageFrame.wrap(new byte[0]), "gzip")).isEmpty();
  }

  @Test
  void unwrap_refusesWhatIsNoFrame() {
    assertRefused(new byte[0], "R2: a frame of 0 bytes");
    assertRefused(new byte[] {0, 0, 0, 0}, "R2: a frame of 4 bytes");
    assertRefused(
        new byte[] {2, 0, 0, 0, 1, 7}, "R2: a frame with flag 2 and length 1 holds 1 bytes");
    assertRefused(
        new byte[] {0, 0, 0, 0, 2, 7}, "R2: a frame with flag 0 and length 2 holds 1 bytes");
    assertRefused(
        new byte[] {0, 0, 0, 0, 0, 7}, "R2: a frame with flag 0 and length 0 holds 1 bytes");
    assertRefused(
        new byte[] {0, -1, 0, 0, 0, 7},
        "R2: a frame with flag 0 and length -16777216 holds 1 bytes");
  }

  @Test
  void unwrap_namesAnEncodingItDoesNotKnow() {
    assertThatThrownBy(() -> unwrap(new byte[] {1, 0, 0, 0, 1, 7}, "snappy"))
        .isInstanceOf(CallException.class)
        .hasMessage("grpc-encoding 'snappy' is not gzip");
  }

  private static void assertRefused(byte[] body, String message) {
    assertThatThrownBy(() -> unwrap(body, "gzip"))
        .isInstanceOf(RefusedException.class)
        .hasMessage(message);
  }

  private static byte[] unwrap(byte[] body, String encoding) throws RefusedException {
    return MessageFrame.unwrap(body, encoding, UNBOUNDED.begin());
  }
}
