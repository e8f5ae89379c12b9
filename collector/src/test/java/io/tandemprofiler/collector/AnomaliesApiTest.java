package io.tandemprofiler.collector;

import static io.tandemprofiler.collector.Uploads.upload;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.tandemprofiler.collector.notify.Webhook;
import io.tandemprofiler.collector.store.Severity;
import io.tandemprofiler.model.AgentCost;
import io.tandemprofiler.model.Gauge;
import io.tandemprofiler.model.ProcessStatistics;
import io.tandemprofiler.model.Sampler;
import io.tandemprofiler.model.SamplerReason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From uploads of some days to the finding in the API and the message of the webhook. */
final class AnomaliesApiTest {
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final long NOW = 500_000L * HOUR;
  private static final int HOURS = 6 * 24;
  private static final int STEP_HOURS = 12;

  /** Old windows are taken of an import alone. */
  private static final ProcessStatistics IMPORT =
      new ProcessStatistics(
          0,
          Gauge.none(),
          Gauge.none(),
          Gauge.none(),
          0,
          0,
          new AgentCost(0, 0, 0, List.of()),
          Sampler.IMPORT,
          SamplerReason.UNSPECIFIED);

  @Test
  void findings_holdAStepWithTheFunctionThatExplainsItAndPeopleAreTold(@TempDir Path folder)
      throws Exception {
    BlockingQueue<byte[]> told = new LinkedBlockingQueue<>();
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/hook",
        exchange -> {
          told.add(exchange.getRequestBody().readAllBytes());
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    receiver.start();
    URI hook = URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook");
    Clock clock = Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC);
    try (Collector collector =
            SharedCollector.startTelling(folder, new Webhook(hook, Severity.MEDIUM), clock);
        Agent agent = new Agent(collector.url())) {
      for (int hour = 0; hour < HOURS; hour++) {
        int parse = hour < HOURS - STEP_HOURS ? 20 : 300;
        agent.upload(
            upload(hour + 1)
                .at(NOW - (HOURS - hour) * HOUR)
                .lasting(300_000)
                .cpu(
                    (200 + hour % 7 + parse) * 50_000L,
                    "main;render " + (200 + hour % 7),
                    "main;parse " + parse)
                .statistics(IMPORT)
                .request());
      }

      Http.post(
          collector.url()
              + "/api/v1/findings/analyse?service=shop&from_millis="
              + (NOW - HOUR)
              + "&to_millis="
              + NOW);

      JsonNode finding = cpuTime(Http.json(collector.url() + "/api/v1/findings?service=shop"));
      assertThat(finding.toString()).contains("\"kind\":\"anomaly\"", "\"function\":\"parse\"");
      JsonNode message = new ObjectMapper().readTree(told.poll(300, TimeUnit.SECONDS));
      assertThat(cpuTime(message).get("why").asText()).contains("since", "was expected");
    } finally {
      receiver.stop(0);
    }
  }

  private static JsonNode cpuTime(JsonNode answer) {
    for (JsonNode finding : answer.get("findings")) {
      if (finding.get("rule").asText().equals("cpu_time")) {
        return finding;
      }
    }
    throw new AssertionError("no finding cpu_time in " + answer);
  }
}
