package io.tandemprofiler.collector.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandemprofiler.wire.RefusedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
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
  void unwrap_inflates() throws Exception {
    byte[] message = "message".repeat(1000).getBytes(UTF_8);
    assertThat(unwrap(gzipFrame(gzip(message)), "gzip")).isEqualTo(message);
    assertThat(unwrap(gzipFrame(gzip(new byte[0])), "gzip")).isEmpty();
    assertThat(unwrap(gzipFrame(gzip(message), gzip(new byte[] {7})), "gzip"))
        .hasSize(message.length + 1);
  }

  @Test
  void unwrap_refusesWhatFollowsTheGzip() throws Exception {
    byte[] message = new byte[100_000];
    new Random(1).nextBytes(message);
    for (int length : new int[] {1, 10, 18, 19, 100, 100_000}) {
      assertRefused(
          gzipFrame(gzip(message), new byte[length]),
          "R2: " + length + " bytes after the end of the gzip");
    }
    assertRefused(
        gzipFrame(gzip(message), gzip(message), new byte[] {31}),
        "R2: 1 bytes after the end of the gzip");
  }

  @Test
  void unwrap_refusesGzipThatEndsTooSoon() throws Exception {
    byte[] whole = gzip("message".getBytes(UTF_8));
    for (int length = 0; length < whole.length; length++) {
      byte[] frame = gzipFrame(Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> unwrap(frame, "gzip"))
          .isInstanceOf(RefusedException.class)
          .hasMessageStartingWith("R2: broken gzip: ");
    }
  }

  @Test
  void unwrap_refusesAnEncodingItDoesNotKnow() {
    // citing a rule: an agent sends again what is refused without
    assertThatThrownBy(() -> unwrap(new byte[] {1, 0, 0, 0, 1, 7}, "snappy"))
        .isInstanceOf(RefusedException.class)
        .hasMessage("R2: grpc-encoding 'snappy' is not gzip");
  }

  private static void assertRefused(byte[] body, String message) {
    assertThatThrownBy(() -> unwrap(body, "gzip"))
        .isInstanceOf(RefusedException.class)
        .hasMessage(message);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] gzipFrame(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    byte[] frame = MessageFrame.wrap(out.toByteArray());
    frame[0] = 1;
    return frame;
  }

  private static byte[] unwrap(byte[] body, String encoding) throws RefusedException {
    return MessageFrame.unwrap(body, encoding, UNBOUNDED.begin());
  }
}
