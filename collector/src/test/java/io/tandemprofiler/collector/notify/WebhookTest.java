package io.tandemprofiler.collector.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tandemprofiler.collector.store.Finding;
import io.tandemprofiler.collector.store.KnownFinding;
import io.tandemprofiler.collector.store.Severity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class WebhookTest {
  private static final Webhook.Pace FAST =
      new Webhook.Pace(Duration.ofMinutes(1), Duration.ofMillis(1));

  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> elsewhere = new LinkedBlockingQueue<>();
  private final BlockingQueue<Integer> answers = new LinkedBlockingQueue<>();
  private final CountDownLatch released = new CountDownLatch(1);
  private HttpServer receiver;
  private Webhook webhook;

  @BeforeEach
  void start() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext("/hook", this::answer);
    receiver.createContext(
        "/elsewhere",
        exchange -> {
          elsewhere.add("asked");
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    receiver.start();
    webhook = new Webhook(url(), Severity.MEDIUM, FAST);
  }

  @AfterEach
  void end() {
    released.countDown();
    webhook.close();
    receiver.stop(0);
  }

  @Test
  void accept_sendsWhatIsSevereEnough() throws Exception {
    webhook.accept(List.of(finding("minor", Severity.LOW)));
    webhook.accept(
        List.of(finding("<!channel>\nshop & co", Severity.HIGH), finding("m", Severity.LOW)));

    JsonNode message = new ObjectMapper().readTree(received.take());

    assertThat(message.get("text").asText())
        .isEqualTo(
            "[high] &lt;!channel&gt; shop &amp; co: CPU time takes more than usual. Because.");
    assertThat(message.get("findings")).hasSize(1);
    assertThat(message.get("findings").get(0).get("service").asText())
        .isEqualTo("<!channel>\nshop & co");
    assertThat(message.get("findings").get(0).get("rule").asText()).isEqualTo("cpu_time");
  }

  @Test
  void accept_isSentAgainUntilItIsTaken() throws Exception {
    answers.addAll(List.of(500, 503, 200));
    webhook.accept(List.of(finding("shop", Severity.HIGH)));
    String first = received.take();
    assertThat(received.take()).isEqualTo(first);
    assertThat(received.take()).isEqualTo(first);
    webhook.accept(List.of(finding("next", Severity.HIGH)));
    assertThat(received.take()).contains("next");
    assertThat(webhook.dropped()).isZero();
  }

  @Test
  void accept_isGivenUpAfterSomeAttempts() throws Exception {
    for (int i = 0; i < Webhook.ATTEMPTS; i++) {
      answers.add(500);
    }
    webhook.accept(List.of(finding("shop", Severity.HIGH)));
    webhook.accept(List.of(finding("next", Severity.HIGH)));
    for (int i = 0; i < Webhook.ATTEMPTS; i++) {
      assertThat(received.take()).contains("shop");
    }
    assertThat(received.take()).contains("next");
    assertThat(webhook.dropped()).isEqualTo(1);
  }

  @Test
  void accept_followsNoRedirect() throws Exception {
    for (int i = 0; i < Webhook.ATTEMPTS; i++) {
      answers.add(307);
    }
    webhook.accept(List.of(finding("shop", Severity.HIGH)));
    webhook.accept(List.of(finding("next", Severity.HIGH)));
    for (int i = 0; i < Webhook.ATTEMPTS; i++) {
      assertThat(received.take()).contains("shop");
    }
    assertThat(received.take()).contains("next");
    assertThat(elsewhere).isEmpty();
  }

  /** Returns at all, though nothing is answered: whoever tells of findings does not wait. */
  @Test
  void accept_waitsForNobodyAndDropsWhatIsTooMuch() throws Exception {
    answers.add(0);
    webhook.accept(List.of(finding("shop", Severity.HIGH)));
    received.take(); // now it hangs
    for (int i = 0; i < Webhook.QUEUED + 7; i++) {
      webhook.accept(List.of(finding("more", Severity.HIGH)));
    }
    assertThat(webhook.dropped()).isEqualTo(7);
  }

  @Test
  void accept_survivesAReceiverThatIsDown() throws Exception {
    URI nobody = url();
    receiver.stop(0);
    try (Webhook down = new Webhook(nobody, Severity.LOW, FAST)) {
      down.accept(List.of(finding("shop", Severity.HIGH)));
      while (down.dropped() == 0) {
        Thread.onSpinWait();
      }
      assertThat(down.sent()).isZero();
    }
  }

  private URI url() {
    return URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook");
  }

  /** Answers as the test wants, else 200; 0 is no answer before the end. */
  private void answer(HttpExchange exchange) throws IOException {
    received.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
    Integer status = answers.poll();
    if (status != null && status == 0) {
      try {
        released.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (status != null && status == 307) {
      exchange.getResponseHeaders().set("location", "/elsewhere");
    }
    exchange.sendResponseHeaders(status == null || status == 0 ? 200 : status, -1);
    exchange.close();
  }

  private static KnownFinding finding(String service, Severity severity) {
    return KnownFinding.opened(
        new Finding(
            service,
            Finding.Kind.ANOMALY,
            "cpu_time",
            Optional.empty(),
            new Finding.Advice(
                "CPU time takes more than usual", severity, "Because.", "Look.", "", List.of()),
            new Finding.Amount("cpu_time", List.of(), "µs/s", 0.5, 2, 100, 0),
            Optional.empty(),
            1000,
            2000,
            List.of()));
  }
}
