package io.tandemprofiler.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.tandemprofiler.model.AgentConfiguration;
import io.tandemprofiler.model.ProcessStatistics;
import io.tandemprofiler.model.Sampler;
import io.tandemprofiler.model.SamplerReason;
import io.tandemprofiler.wire.ConfigurationCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** What an agent is answered, over the network, by the whole collector. */
final class UploadTest extends SharedCollector {
  private static final long DAY = 86_400_000;
  private static final int MIB = 1 << 20;

  @Test
  void upload_isAcknowledgedAndThere() throws Exception {
    assertThat(agent.upload(valid(1).request())).isEmpty();
    assertThat(agent.uploadGzipped(valid(2).request())).isEmpty();
    assertThat(profiles()).isEqualTo(2);
  }

  @Test
  void upload_isAcknowledgedAgainAndStoredOnce() throws Exception {
    agent.upload(valid(1).request());
    assertThat(agent.upload(valid(1).request())).isEmpty();
    assertThat(profiles()).isEqualTo(1);
  }

  @Test
  void upload_isStoredBesideAnotherServicesWithItsId() throws Exception {
    agent.upload(valid(1).service("squatter").request());
    agent.upload(valid(1).request());
    assertThat(profiles()).isEqualTo(1);
  }

  @Test
  void upload_refusesWhatBreaksARule() throws Exception {
    byte[] broken = withLineEnd(valid(1).service("a~b").request());
    assertRefused(broken, Status.Code.INVALID_ARGUMENT, "R9: service ");
    assertRefused(new byte[] {1, 2, 3}, Status.Code.INVALID_ARGUMENT, "R2: ");
    assertRefused(new byte[0], Status.Code.INVALID_ARGUMENT, "R7: ");
    assertServesOn();
  }

  @Test
  void upload_refusesTruncatedBytesAtEveryLength() throws Exception {
    byte[] whole = valid(1).request();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> agent.upload(cut))
          .isInstanceOf(StatusRuntimeException.class)
          .hasMessageMatching("(?s)INVALID_ARGUMENT: R\\d+: .*");
    }
    assertServesOn();
  }

  @Test
  void upload_namesAnUnknownField() throws Exception {
    byte[] whole = valid(1).request();
    byte[] longer = Arrays.copyOf(whole, whole.length + 2);
    longer[whole.length] = 2 << 3; // field 2 of UploadRequest, a varint
    longer[whole.length + 1] = 1;
    assertRefused(longer, Status.Code.UNIMPLEMENTED, "R3: ");
    assertServesOn();
  }

  @Test
  void upload_refusesWhatIsTooOldOrFromTheFuture() throws Exception {
    assertRefused(
        valid(1).at(NOW - DAY - 1).request(),
        Status.Code.INVALID_ARGUMENT,
        "R11: the window starts at " + (NOW - DAY - 1) + ", which is 86400 s behind");
    assertRefused(
        valid(1).at(NOW + 600_001).request(),
        Status.Code.INVALID_ARGUMENT,
        "R11: the window starts at " + (NOW + 600_001) + ", which is 600 s ahead of");
    agent.upload(valid(1).at(NOW - DAY).request());
    agent.upload(valid(2).at(NOW + 600_000).request());
    assertThat(profiles()).isEqualTo(2);
  }

  @Test
  void upload_takesOldImports() throws Exception {
    agent.upload(imported(1).at(1000).request());
    agent.upload(imported(2).at(NOW + 600_000).request());
    assertThat(profiles()).isEqualTo(2);
  }

  @Test
  void upload_refusesImportsFromTheFuture() throws Exception {
    assertRefused(
        imported(1).at(NOW + 600_001).request(), Status.Code.INVALID_ARGUMENT, "R11: the window ");
    long last = Long.MAX_VALUE - 10_000; // whose end is the largest number there is
    assertRefused(
        imported(1).at(last).request(),
        Status.Code.INVALID_ARGUMENT,
        "R11: the window starts at " + last);
    assertServesOn();
  }

  @Test
  void upload_refusesMoreThan16MibAsSent() throws Exception {
    byte[] large = new byte[17 * MIB];
    new Random(1).nextBytes(large);
    assertRefused(
        large,
        Status.Code.INVALID_ARGUMENT,
        "R1: the message has more than 16777216 bytes as sent");
    assertServesOn();
  }

  @Test
  void upload_readsAllOf16Mib() {
    // one field with a length of its own: it is not an upload, but it is all read
    assertRefused(new byte[16 * MIB], Status.Code.INVALID_ARGUMENT, "R2: ");
  }

  @Test
  void upload_stopsInflatingAt64Mib() throws Exception {
    byte[] member = gzip(new byte[16 * MIB]);
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    while (bomb.size() + member.length < 15 * MIB) {
      bomb.writeBytes(member);
    }
    long inflated = (long) bomb.size() / member.length * 16;
    assertThat(inflated).isGreaterThan(10_000); // MiB

    try (Agent bomber = Agent.sending(collector.url(), bomb.toByteArray())) {
      assertThatThrownBy(() -> bomber.uploadGzipped(new byte[] {1}))
          .isInstanceOf(StatusRuntimeException.class)
          .hasMessage("INVALID_ARGUMENT: R1: the message has more than 67108864 bytes inflated");
    }
    assertServesOn();
  }

  @Test
  void upload_refusesBrokenGzip() throws Exception {
    byte[] whole = gzip(valid(1).request());
    try (Agent broken = Agent.sending(collector.url(), Arrays.copyOf(whole, whole.length - 5))) {
      assertThatThrownBy(() -> broken.uploadGzipped(new byte[] {1}))
          .isInstanceOf(StatusRuntimeException.class)
          .hasMessageContaining("INVALID_ARGUMENT: R2: broken gzip");
    }
    assertServesOn();
  }

  @Test
  void configure_answersTheRevisionItReadsAndNothingElse() throws Exception {
    byte[] answer = agent.configure(ConfigurationCodec.writeRequest(valid(1).build().producer()));
    assertThat(ConfigurationCodec.read(answer))
        .isEqualTo(new AgentConfiguration(1, false, 0, 0, 0, 0));
  }

  @Test
  void configure_refusesAProducerThatBreaksARule() {
    byte[] request =
        withLineEnd(ConfigurationCodec.writeRequest(valid(1).service("a~b").build().producer()));
    assertThatThrownBy(() -> agent.configure(request))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("INVALID_ARGUMENT: R9: ");
  }

  /** What the model would not let an agent write. */
  private static byte[] withLineEnd(byte[] request) {
    byte[] broken = request.clone();
    for (int i = 0; i < broken.length; i++) {
      if (broken[i] == '~') {
        broken[i] = '\n';
      }
    }
    return broken;
  }

  private Uploads upload(long id) {
    return Uploads.upload(test * 1000L + id).service(shop);
  }

  private Uploads valid(long id) {
    return upload(id).at(NOW).cpu(600, "main;parse 2", "main 1");
  }

  private Uploads imported(long id) {
    ProcessStatistics none = ProcessStatistics.none();
    return valid(id)
        .statistics(
            new ProcessStatistics(
                0,
                none.residentBytes(),
                none.heapBytes(),
                none.threads(),
                0,
                0,
                none.agent(),
                Sampler.IMPORT,
                SamplerReason.CHOSEN));
  }

  private void assertRefused(byte[] request, Status.Code code, String message) {
    assertThatThrownBy(() -> agent.upload(request))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageStartingWith(code + ": " + message);
  }

  /** Nothing of what was refused is stored, and the next upload is. */
  private void assertServesOn() throws Exception {
    assertThat(profiles()).isZero();
    agent.upload(valid(99).request());
    assertThat(profiles()).isEqualTo(1);
  }

  private long profiles() throws Exception {
    JsonNode services = Http.json(collector.url() + "/api/v1/services").get("services");
    long profiles = 0;
    for (JsonNode service : services) {
      if (service.get("service").asText().equals(shop)) {
        profiles = service.get("profiles").asLong();
      }
    }
    return profiles;
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }
}
