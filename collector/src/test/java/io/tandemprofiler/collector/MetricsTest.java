package io.tandemprofiler.collector;

import static io.tandemprofiler.collector.Uploads.upload;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.StatusRuntimeException;
import io.tandemprofiler.collector.store.Retention;
import java.net.InetAddress;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MetricsTest {
  private static final long NOW = 1_700_000_000_000L;

  @Test
  void metrics_countUploadsByWhatBecameOfThem(@TempDir Path folder) throws Exception {
    Clock clock = Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC);
    try (Collector collector =
            Collector.start(InetAddress.getLoopbackAddress(), 0, folder, Retention.DEFAULT, clock);
        Agent agent = new Agent(collector.url())) {
      agent.upload(upload(1).at(NOW).cpu(1, "main 1").request());
      assertThatThrownBy(
              () -> agent.upload(upload(2).at(NOW + 3_600_000).cpu(1, "main 1").request()))
          .isInstanceOf(StatusRuntimeException.class);

      HttpResponse<byte[]> response = Http.get(collector.url() + "/metrics");

      assertThat(response.headers().firstValue("content-type").orElseThrow())
          .startsWith("text/plain; version=0.0.4");
      assertThat(new String(response.body(), UTF_8).lines())
          .contains(
              "tandem_uploads_accepted_total 1.0",
              "tandem_uploads_refused_total{reason=\"R11\"} 1.0",
              "tandem_findings_open{severity=\"high\"} 0.0")
          .noneMatch(line -> line.startsWith("tandem_webhook")); // nobody is told
    }
  }
}
