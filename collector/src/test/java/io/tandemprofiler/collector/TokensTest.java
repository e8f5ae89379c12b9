package io.tandemprofiler.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.grpc.StatusRuntimeException;
import io.tandemprofiler.collector.store.Right;
import io.tandemprofiler.collector.store.TurnedClock;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in by a token, and how far, from the command that makes it to the refusal. */
final class TokensTest {
  private static final long NOW = SharedCollector.NOW;

  @TempDir private static Path folder;
  private static final TurnedClock CLOCK = new TurnedClock(NOW);
  private static AuthenticatedCollector collector;
  private static String admin;

  @BeforeAll
  static void start() throws Exception {
    collector = AuthenticatedCollector.start(folder, CLOCK);
    admin = collector.token("default", "*", Right.values());
  }

  @AfterAll
  static void stop() {
    collector.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health", "/", "/icon.svg", "/icon.png"})
  void whatIsNobodys_isOpen(String path) throws Exception {
    assertThat(Http.get(collector.collector().url() + path).statusCode()).isEqualTo(200);
  }

  @Test
  void everythingElse_isRefusedToWhoeverDoesNotSayWhoTheyAre() throws Exception {
    for (String route : collector.collector().routes().keySet()) {
      if (route.startsWith("/api/") || route.equals("/metrics")) {
        String url = collector.collector().url() + route;
        assertRefused(Http.get(url));
        assertRefused(Http.post(url));
        assertRefused(Http.get(url, "authorization", "Bearer tandem_wrong"));
        assertRefused(Http.get(url, "authorization", "Basic YTpi"));
      }
    }
    assertRefused(Http.get(collector.url("nowhere")));
  }

  private static void assertRefused(HttpResponse<byte[]> answer) throws Exception {
    assertThat(answer.statusCode()).as(answer.uri().toString()).isEqualTo(401);
    assertThat(answer.headers().firstValue("www-authenticate")).hasValue("Bearer realm=\"tandem\"");
    assertThat(answer.headers().firstValue("cache-control")).hasValue("no-store");
    assertThat(json(answer).fieldNames()).toIterable().containsExactly("error");
  }

  @Test
  void upload_isForTokensOfTheRightAndTheServiceAlone() throws Exception {
    byte[] request = Uploads.upload(1).service("shop-1").at(NOW - 9000).cpu(9, "main 1").request();
    try (Agent good = collector.agent(collector.token("default", "shop-*", Right.UPLOAD));
        Agent ofAnother = collector.agent(collector.token("default", "till*", Right.UPLOAD));
        Agent reader = collector.agent(collector.token("default", "*", Right.READ));
        Agent unknown = collector.agent("tandem_unknown");
        Agent stranger = new Agent(collector.collector().url())) {
      good.upload(request);
      assertThatThrownBy(() -> ofAnother.upload(request))
          .isInstanceOf(StatusRuntimeException.class)
          .hasMessage(
              "PERMISSION_DENIED: token of default is good for services like 'till*', not for"
                  + " 'shop-1'");
      assertThatThrownBy(() -> reader.upload(request))
          .hasMessage("PERMISSION_DENIED: token of default has not the right to upload");
      for (Agent nobody : new Agent[] {unknown, stranger}) {
        assertThatThrownBy(() -> nobody.upload(request)).hasMessageStartingWith("UNAUTHENTICATED");
        assertThatThrownBy(() -> nobody.configure(request))
            .hasMessageStartingWith("UNAUTHENTICATED");
      }
    }
    String metrics =
        new String(
            Http.get(collector.collector().url() + "/metrics", "authorization", "Bearer " + admin)
                .body(),
            UTF_8);
    assertThat(metrics)
        .contains("tandem_uploads_refused_total{reason=\"unauthenticated\"} 4.0")
        .contains("tandem_uploads_refused_total{reason=\"permission_denied\"} 2.0");
  }

  @ParameterizedTest
  @CsvSource({
    "GET,  services,                      READ",
    "GET,  settings?service=shop,         READ",
    "GET,  rules,                         READ",
    "POST, settings?service=shop&by=x,    OPERATE",
    "POST, live?service=shop,             OPERATE",
    "POST, sample,                        OPERATE",
    "POST, import?service=shop,           UPLOAD",
    "GET,  tokens,                        ADMINISTER",
    "GET,  users,                         ADMINISTER",
    "GET,  audit,                         ADMINISTER",
    "POST, tokens/revoke?id=x,            ADMINISTER",
  })
  void route_needsItsRightAndNoOther(String method, String query, Right needed) throws Exception {
    for (Right right : Right.values()) {
      String token = collector.token("default", "*", right);
      int status =
          (method.equals("GET") ? collector.get(query, token) : collector.post(query, token))
              .statusCode();
      if (right == needed) {
        assertThat(status).as("%s with %s", query, right).isNotIn(401, 403);
      } else {
        assertThat(status).as("%s with %s", query, right).isEqualTo(403);
      }
    }
  }

  @Test
  void tokenForSomeServices_mustNameOneOfThem() throws Exception {
    String token = collector.token("default", "shop*", Right.READ);
    assertThat(collector.get("settings?service=shop", token).statusCode()).isEqualTo(200);
    assertThat(collector.get("collector", token).statusCode()).isEqualTo(200);
    for (String query :
        new String[] {
          "services",
          "overview",
          "findings",
          "settings",
          "settings?service=till",
          "settings?service=shop&service=till"
        }) {
      HttpResponse<byte[]> answer = collector.get(query, token);
      assertThat(answer.statusCode()).as(query).isEqualTo(403);
      assertThat(json(answer).get("error").asText())
          .isEqualTo("token of default is good for services like 'shop*' only");
    }
    String metrics = collector.collector().url() + "/metrics?service=shop"; // are of all services
    assertThat(Http.get(metrics, "authorization", "Bearer " + token).statusCode()).isEqualTo(400);
  }

  @Test
  void basic_showsATokenAsThePasswordOfWhateverName() throws Exception {
    for (String name : new String[] {"", "ann"}) {
      String pair = Base64.getEncoder().encodeToString((name + ":" + admin).getBytes(UTF_8));
      HttpResponse<byte[]> answer =
          Http.get(collector.url("tokens"), "authorization", "Basic " + pair);
      assertThat(answer.statusCode()).isEqualTo(200);
    }
    for (String wrong : new String[] {"YTpi", "%%%", ""}) {
      assertRefused(Http.get(collector.url("tokens"), "authorization", "Basic " + wrong));
    }
  }

  @Test
  void change_isLoggedUnderTheNameOfTheTokenWhateverItSays() throws Exception {
    collector.post("settings?service=named&cpu_hz=7&by=somebody+else", admin);
    assertThat(json(collector.get("settings/changes", admin)).get("changes").get(0).get("by"))
        .hasToString("\"token of default\"");
  }

  @Test
  void token_isMadeListedRotatedAndRevokedByTheApi() throws Exception {
    JsonNode made =
        json(
            collector.post(
                "tokens?name=grafana&right=read&services=shop*&expires_seconds=1000", admin));
    String secret = made.get("token").asText();
    assertThat(secret).matches("tandem_[A-Za-z0-9_-]{43}");
    assertThat(collector.get("collector", secret).statusCode()).isEqualTo(200);

    String listed = text(collector.get("tokens", admin));
    assertThat(listed).contains("\"name\":\"grafana\"").doesNotContain(secret, secret.substring(9));

    String id = made.get("id").asText();
    JsonNode next = json(collector.post("tokens/rotate?id=" + id + "&overlap_seconds=60", admin));
    assertThat(next.get("services").asText()).isEqualTo("shop*");
    assertThat(next.get("expires_millis").asLong()).isEqualTo(CLOCK.millis() + 1_000_000);
    assertThat(collector.get("collector", secret).statusCode()).isEqualTo(200);
    CLOCK.turn(Duration.ofMinutes(1));
    assertThat(text(collector.get("collector", secret))).contains("this token has expired");

    String follower = next.get("token").asText();
    assertThat(collector.get("collector", follower).statusCode()).isEqualTo(200);
    collector.post("tokens/revoke?id=" + next.get("id").asText(), admin);
    assertThat(text(collector.get("collector", follower))).contains("this token was revoked");

    assertThat(json(collector.get("audit?limit=1000", admin)).findValuesAsText("action"))
        .contains("token.create", "token.rotate", "token.revoke");
  }

  @Test
  void token_thatMakesNoSenseIsRefused() throws Exception {
    for (String query :
        new String[] {
          "tokens?name=x", // no right
          "tokens?right=read", // no name
          "tokens?name=x&right=administer&services=shop", // of some services
          "tokens/revoke?id=unknown",
          "tokens/rotate?id=unknown",
        }) {
      assertThat(collector.post(query, admin).statusCode()).as(query).isEqualTo(400);
    }
  }

  @Test
  void commands_changeTheTokensOfACollectorThatRuns() throws Exception {
    String[] data = {"--data", folder.toString()};
    String secret = run(data, "token", "create", "--name", "ci", "--right", "read,upload").strip();
    assertThat(secret).matches("tandem_[A-Za-z0-9_-]{43}");
    while (collector.get("collector", secret).statusCode() == 401) {
      Thread.sleep(50); // until the collector has read it
    }
    String[] ask = {"--collector", collector.collector().url()};
    assertThat(run(ask, "query", "services", "--token", secret)).isNotNull();

    String line =
        run(data, "token", "list").lines().filter(each -> each.contains("  ci  ")).findAny().get();
    assertThat(line).contains("upload,read of *, valid");
    String id = line.substring(0, line.indexOf(' '));
    assertThat(run(data, "token", "revoke", id)).isEqualTo(id + " is revoked\n");
    while (collector.get("collector", secret).statusCode() == 200) {
      Thread.sleep(50);
    }
    assertThat(run(data, "token", "list")).contains(id, "revoked 20");
  }

  private static String run(String[] options, String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] all = Arrays.copyOf(words, words.length + options.length);
    System.arraycopy(options, 0, all, words.length, options.length);
    int code =
        Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(all);
    assertThat(code).as(err.toString()).isZero();
    return out.toString();
  }

  private static JsonNode json(HttpResponse<byte[]> answer) throws Exception {
    return new ObjectMapper().readTree(answer.body());
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), UTF_8);
  }
}
