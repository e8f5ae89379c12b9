package io.tandemprofiler.collector;

import static io.tandemprofiler.collector.Uploads.upload;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.grpc.StatusRuntimeException;
import io.tandemprofiler.collector.notify.Webhook;
import io.tandemprofiler.collector.store.Retention;
import io.tandemprofiler.collector.store.Severity;
import io.tandemprofiler.collector.view.MetricsApi;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@Timeout(120)
final class MetricsTest {
  private static final long NOW = 1_700_000_000_000L;

  @Test
  void metrics_countUploadsByWhatBecameOfThem(@TempDir Path folder) throws Exception {
    try (Collector collector = start(folder);
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

  @Test
  void metrics_tellOfDurationsSizeAndFindings(@TempDir Path folder) throws Exception {
    try (Collector collector = start(folder);
        Agent agent = new Agent(collector.url())) {
      agent.upload(
          upload(1)
              .at(NOW - 60_000)
              .cpu(9, "main;words;java.util.regex.Pattern#compile 90", "main 10")
              .request());
      Http.get(collector.url() + "/api/v1/timeline?service=shop");
      Http.get(collector.url() + "/api/v1/timeline?service=shop&limit=1");
      Http.get(collector.url() + "/api/v1/made-up");
      Http.post(collector.url() + "/api/v1/findings/analyse?service=shop");

      String text =
          awaitScrape(
              collector,
              count("200", "/tandem.v1.ProfilerService/Upload", 1),
              count("200", "/api/v1/timeline", 1),
              count("400", "/api/v1/timeline", 1),
              count("404", "/*", 1), // made-up
              count("200", "/api/v1/findings/analyse", 1));

      assertThat(text)
          .contains("le=\"0.005\"", "le=\"10.0\"")
          .doesNotContain("made-up"); // who asks makes up no rows
      assertThat(text)
          .contains("tandem_store_bytes{kind=\"hours\"} 0.0")
          .containsPattern("tandem_store_bytes\\{kind=\"database\"\\} [1-9]");
      assertThat(text.lines().filter(line -> line.startsWith("tandem_findings_open")))
          .anyMatch(line -> line.endsWith(" 1.0"));
    }
  }

  @Test
  void metrics_whoseStoreFailsStayAsTheyWere(@TempDir Path parent) throws Exception {
    Path folder = parent.resolve("data");
    Path away = parent.resolve("away");
    ListAppender<ILoggingEvent> log = log();
    try (Collector collector = start(folder)) {
      List<String> before = rowsOfStores(collector);
      assertThat(before).hasSize(Severity.values().length + 4);
      dropFindings(folder);
      Files.move(folder, away);
      Http.get(collector.url() + "/api/v1/services");

      String text = awaitScrape(collector, count("200", "/api/v1/services", 1));
      assertThat(text.lines()).containsAll(before);
      assertThat(rowsOfStores(collector)).isEqualTo(before);
      assertThat(log.list)
          .extracting(ILoggingEvent::getFormattedMessage)
          .containsExactly(
              "metrics: tandem.findings.open stays as it was until it can be read again",
              "metrics: tandem.store stays as it was until it can be read again");

      Files.move(away, folder);
      scrape(collector);
      Files.move(folder, away);
      scrape(collector);
      assertThat(log.list).as("of the store, anew").hasSize(3);
      Files.move(away, folder);
    }
  }

  private static ListAppender<ILoggingEvent> log() {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    ((Logger) LoggerFactory.getLogger(MetricsApi.class)).addAppender(log);
    return log;
  }

  private static Collector start(Path folder) throws StartException {
    Clock clock = Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC);
    return Collector.start(InetAddress.getLoopbackAddress(), 0, folder, Retention.DEFAULT, clock);
  }

  private static void dropFindings(Path folder) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("findings.sqlite"));
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("DROP TABLE finding");
    }
  }

  private static List<String> rowsOfStores(Collector collector) throws Exception {
    return scrape(collector)
        .lines()
        .filter(line -> line.matches("tandem_(findings_open|store_bytes)\\{.*"))
        .toList();
  }

  @Test
  void metrics_areThoseThatTheAlertsAreAbout(@TempDir Path folder) throws Exception {
    Webhook webhook = new Webhook(URI.create("http://127.0.0.1:9/"), Severity.HIGH);
    try (Collector collector = SharedCollector.startTelling(folder, webhook, Clock.systemUTC());
        Agent agent = new Agent(collector.url())) {
      assertThatThrownBy(() -> agent.upload(new byte[] {1}))
          .isInstanceOf(StatusRuntimeException.class);
      String text = awaitScrape(collector, count("200", "/tandem.v1.ProfilerService/Upload", 1));

      String alerts = Files.readString(Path.of("../docs/prometheus-alerts.yml"));
      List<String> named =
          Pattern.compile("\\b(tandem|http)_\\w+(?=[{\\[])")
              .matcher(alerts)
              .results()
              .map(MatchResult::group)
              .distinct()
              .toList();
      assertThat(named).hasSizeGreaterThan(4);
      assertThat(named)
          .allSatisfy(name -> assertThat(text).containsPattern("(?m)^" + name + "[ {]"));
    }
  }

  private static String count(String status, String route, int requests) {
    return String.format(
        "http_server_request_duration_seconds_count{http_response_status_code=\"%s\","
            + "http_route=\"%s\"} %d",
        status, route, requests);
  }

  /** An answer is received a little before it is counted. */
  private static String awaitScrape(Collector collector, String... lines) throws Exception {
    String text = scrape(collector);
    while (!text.lines().toList().containsAll(List.of(lines))) {
      Thread.sleep(20);
      text = scrape(collector);
    }
    return text;
  }

  private static String scrape(Collector collector) throws Exception {
    return new String(Http.get(collector.url() + "/metrics").body(), UTF_8);
  }
}
