package io.tandemprofiler.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.common.HttpMethod;
import io.tandemprofiler.collector.store.Right;
import io.tandemprofiler.wire.ConfigurationCodec;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Two tenants in one collector. Whatever the other asks, about a service or id that only the first
 * has, it is answered byte for byte as it was before the first had anything. The routes are those
 * of the collector and their parameters those of the OpenAPI document: a new one is tried by
 * itself.
 */
final class TenantsTest {
  private static final long NOW = SharedCollector.NOW;

  /** What each tenant's administrators manage is tried by itself, as is what counts everything. */
  private static final Set<String> OF_THE_TENANT =
      Set.of("/api/v1/tokens", "/api/v1/audit", "/api/v1/session");

  private static final Set<String> OF_THE_PROCESS = Set.of("/metrics");

  @TempDir private static Path folder;
  private static AuthenticatedCollector collector;
  private static String first;
  private static String other;

  @BeforeAll
  static void start() throws Exception {
    collector = AuthenticatedCollector.start(folder, SharedCollector.CLOCK);
    first = collector.token("first", "*", Right.values());
    other = collector.token("other", "*", Right.values());
  }

  @AfterAll
  static void stop() {
    collector.close();
  }

  @Test
  void other_isAnsweredAsIfTheFirstWereNotThere() throws Exception {
    upload(other, Uploads.upload(1).service("till").at(NOW - 9000).cpu(7, "main 1"));
    byte[] configuration = configure(other);
    Map<String, String> before = answers(other);

    String finding = fill(first);
    byte[] ofFirstsAgent = configure(first);
    Map<String, String> ofFirst = answers(first);
    assertThat(answers(other)).isEqualTo(before);
    assertThat(configure(other)).isEqualTo(configuration).isNotEqualTo(ofFirstsAgent);
    assertDiffersWhereItShould(ofFirst, before);

    change(other, finding);
    upload(other, shop(2)); // the first has this id, too
    assertThat(answers(first)).isEqualTo(ofFirst);
    assertThat(configure(first)).isEqualTo(ofFirstsAgent);
    assertThat(text(collector.get("services", other))).contains("\"service\":\"shop\"");
  }

  /** Otherwise equal answers would say nothing. */
  private static void assertDiffersWhereItShould(
      Map<String, String> ofFirst, Map<String, String> ofOther) {
    Set<String> same = new TreeSet<>();
    ofFirst.forEach(
        (question, answer) -> {
          if (answer.equals(ofOther.get(question))) {
            same.add(question.replaceFirst(".*/api/v1", "").replaceFirst("\\?.*", ""));
          }
        });
    assertThat(same)
        .isSubsetOf(
            "/collector",
            "/health",
            "/health/live",
            "/health/ready",
            "/openapi.yaml",
            "/rules",
            "/session",
            "/users",
            "/heap");
  }

  @Test
  void tokensAndLog_areOfTheTenantAlone() throws Exception {
    JsonNode tokens = json(collector.get("tokens", first)).get("tokens");
    assertThat(tokens.findValuesAsText("name")).containsOnly("of first");
    assertThat(text(collector.get("audit", first))).contains("of first").doesNotContain("of other");
    String id = tokens.get(0).get("id").asText();
    for (String change : List.of("tokens/revoke?id=", "tokens/rotate?id=")) {
      HttpResponse<byte[]> refused = collector.post(change + id, other);
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(text(refused).replace(id, "0".repeat(id.length())))
          .isEqualTo(text(collector.post(change + "0".repeat(id.length()), other)));
    }
    assertThat(collector.get("collector", first).statusCode()).isEqualTo(200);
  }

  @Test
  void document_describesEveryRouteOfTheApi() throws Exception {
    Set<String> described = new TreeSet<>();
    operations().forEach((path, methods) -> methods.forEach((m, any) -> described.add(m + path)));
    Set<String> served = new TreeSet<>();
    collector.collector().routes().entrySet().stream()
        .filter(route -> route.getKey().matches("/api/.*|/health.*|/metrics"))
        .forEach(
            route ->
                route.getValue().stream()
                    .filter(method -> method == HttpMethod.GET || method == HttpMethod.POST)
                    .forEach(
                        method ->
                            served.add(method.name().toLowerCase(Locale.ROOT) + route.getKey())));
    assertThat(described).isEqualTo(served);
  }

  @Test
  void tenant_isTakenFromTheCallerEverywhere() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      List<String> saying =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(TenantsTest::saysDefault)
              .map(file -> file.getFileName().toString())
              .sorted()
              .toList();
      assertThat(saying).containsExactly("AccessData.java", "Caller.java", "RulesCommand.java");
    }
  }

  /** Everything that can be asked: status, tag, length and body by question. */
  private static Map<String, String> answers(String token) throws Exception {
    Map<String, String> answers = new LinkedHashMap<>();
    for (var path : operations().entrySet()) {
      if (path.getValue().containsKey("get")
          && !OF_THE_TENANT.contains(path.getKey())
          && !OF_THE_PROCESS.contains(path.getKey())) {
        for (String query : queries(path.getValue().get("get"))) {
          String url = collector.collector().url() + path.getKey() + query;
          HttpResponse<byte[]> answer = Http.get(url, "authorization", "Bearer " + token);
          answers.put(path.getKey() + query, shown(answer));
        }
      }
    }
    return answers;
  }

  private static String shown(HttpResponse<byte[]> answer) {
    return answer.statusCode()
        + " "
        + answer.headers().firstValue("etag").orElse("no tag")
        + " "
        + answer.body().length
        + " "
        + Base64.getEncoder().encodeToString(answer.body());
  }

  /** With what it requires, about the first's service where it may be about one, and about all. */
  private static List<String> queries(JsonNode operation) throws IOException {
    StringBuilder required = new StringBuilder("?");
    boolean hasService = false;
    boolean hasRange = false;
    boolean needsService = false;
    for (JsonNode parameter : operation.path("parameters")) {
      JsonNode described =
          parameter.has("$ref")
              ? document().at(parameter.get("$ref").asText().substring(1))
              : parameter;
      String name = described.get("name").asText();
      boolean isRequired = described.path("required").asBoolean();
      hasRange |= name.equals("from_millis");
      if (name.equals("service")) {
        hasService = true;
        needsService = isRequired;
      } else if (isRequired) {
        required.append(name).append('=').append(value(name)).append('&');
      }
    }
    if (hasRange) {
      required.append("from_millis=").append(NOW - 60_000).append("&to_millis=").append(NOW);
    }
    List<String> queries = new ArrayList<>();
    if (!needsService) {
      queries.add(required.toString());
    }
    if (hasService) {
      queries.add(required + "&service=shop");
    }
    return queries;
  }

  private static String value(String parameter) {
    return switch (parameter) {
      case "function" -> "compile&owner=java.util.regex.Pattern&language=java";
      default -> throw new AssertionError("say here what to ask for by " + parameter);
    };
  }

  /** Gives a tenant something of everything; the id of a finding. */
  private static String fill(String token) throws Exception {
    upload(token, shop(2));
    collector.post("settings?service=shop&cpu_hz=9&by=x", token);
    collector.post("settings?max_depth=100&by=x", token);
    collector.post("live?service=shop", token);
    collector.post("sample", token);
    Http.post(
        collector.url("import?service=imported"),
        "main;parse 3\n".getBytes(UTF_8),
        "authorization",
        "Bearer " + token);
    JsonNode found = json(collector.post("findings/analyse?service=shop", token));
    return found.get("findings").get(0).get("id").asText();
  }

  /** Whatever the other changes by the first's names and ids. */
  private static void change(String token, String finding) throws Exception {
    collector.post("settings?service=shop&cpu_hz=77&by=x", token);
    collector.post("settings?enabled=false&by=x", token);
    collector.post("live?service=shop&seconds=1", token);
    for (String change : List.of("findings/dismiss?by=x&reason=y&id=", "findings/reopen?id=")) {
      HttpResponse<byte[]> refused = collector.post(change + finding, token);
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body()).isEqualTo(collector.post(change + "0".repeat(20), token).body());
    }
    assertThat(collector.post("findings/analyse?service=shop", token).statusCode()).isEqualTo(400);
    Http.post(
        collector.url("import?service=imported"),
        "main;parse 3\n".getBytes(UTF_8),
        "authorization",
        "Bearer " + token);
  }

  private static Uploads shop(long id) {
    return Uploads.upload(id)
        .service("shop")
        .at(NOW - 9000)
        .label("env", "prod")
        .cpu(1_000_000, "main;words:12;java.util.regex.Pattern#compile 40", "main;serve:7 60");
  }

  private static void upload(String token, Uploads upload) {
    try (Agent agent = collector.agent(token)) {
      agent.upload(upload.request());
    }
  }

  private static byte[] configure(String token) {
    try (Agent agent = collector.agent(token)) {
      return agent.configure(ConfigurationCodec.writeRequest(shop(1).build().producer()));
    }
  }

  private static JsonNode document() throws IOException {
    String yaml =
        Files.readString(
            Path.of("src/main/resources/io/tandemprofiler/collector/view/openapi.yaml"));
    Object parsed = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    return new ObjectMapper().valueToTree(parsed);
  }

  /** Operations by path and method. */
  private static Map<String, Map<String, JsonNode>> operations() throws IOException {
    Map<String, Map<String, JsonNode>> operations = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> path : document().get("paths").properties()) {
      Map<String, JsonNode> methods = new LinkedHashMap<>();
      path.getValue().properties().forEach(each -> methods.put(each.getKey(), each.getValue()));
      operations.put(path.getKey(), methods);
    }
    return operations;
  }

  private static JsonNode json(HttpResponse<byte[]> answer) throws IOException {
    return new ObjectMapper().readTree(answer.body());
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), UTF_8);
  }

  private static boolean saysDefault(Path file) {
    try {
      return Files.readString(file).contains("Tenant.DEFAULT");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
