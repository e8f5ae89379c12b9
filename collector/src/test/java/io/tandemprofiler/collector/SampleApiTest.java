package io.tandemprofiler.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tandemprofiler.collector.store.Retention;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recorded profiles that whoever has none may look at. */
final class SampleApiTest {
  private static final long NOW = 1_790_000_000_000L;

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  @Test
  void sample_isStoredOnceADayAndAnsweredAsAnyOther() throws Exception {
    Clock clock = Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC);
    try (Collector collector =
        Collector.start(InetAddress.getLoopbackAddress(), 0, folder, Retention.DEFAULT, clock)) {
      String api = collector.url() + "/api/v1/";
      JsonNode loaded = JSON.readTree(Http.post(api + "sample").body());
      assertThat(loaded.get("services")).hasSize(2);
      assertThat(JSON.readTree(Http.post(api + "sample").body())).isEqualTo(loaded);
      assertThat(Http.json(api + "services").get("services")).isEqualTo(loaded.get("services"));
      JsonNode hottest = Http.json(api + "overview").get("services").get(0).get("hottest");
      assertThat(hottest.get("self_samples").asLong()).isPositive();
    }
  }
}
