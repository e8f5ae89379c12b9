package io.tandemprofiler.collector;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.common.QueryParams;
import io.tandemprofiler.collector.store.Right;
import io.tandemprofiler.collector.store.TurnedClock;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** People, from the command that makes an account to what its owner may do, and until when. */
final class PeopleTest {
  private static final String PASSWORD = "correct horse & battery";
  private static final String[] OUR_PAGE = {"sec-fetch-site", "same-origin"};

  @TempDir private static Path folder;
  private static final TurnedClock CLOCK = new TurnedClock(SharedCollector.NOW);
  private static AuthenticatedCollector collector;
  private static String admin;

  @BeforeAll
  static void start() throws Exception {
    collector = AuthenticatedCollector.start(folder, CLOCK);
    for (String role : List.of("viewer", "operator", "admin")) {
      assertThat(user(PASSWORD, "add", "a-" + role, "--role", role))
          .isEqualTo("0 a-" + role + " is " + role + " of default\n");
    }
    for (String name : List.of("changing", "leaving", "slow", "idle")) {
      user(PASSWORD, "add", name, "--role", "viewer");
    }
    user(PASSWORD, "add", "elsewhere", "--role", "admin", "--tenant", "other");
    admin = collector.token("default", "*", Right.values()); // waits until all are known
  }

  @AfterAll
  static void stop() {
    collector.close();
  }

  @Test
  void login_isByNameAndPasswordAndNothingElse() throws Exception {
    for (String[] wrong :
        new String[][] {{"a-viewer", "wrong"}, {"nobody", PASSWORD}, {"", ""}, {"a-viewer", ""}}) {
      HttpResponse<byte[]> refused = login(wrong[0], wrong[1], "");
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(text(refused)).contains("No user has this name and password.");
      assertThat(refused.headers().firstValue("set-cookie")).isEmpty();
    }
    HttpResponse<byte[]> in = login("a-viewer", PASSWORD, "");
    assertThat(in.statusCode()).isEqualTo(303);
    assertThat(in.headers().firstValue("location")).hasValue("./");
    assertThat(in.headers().firstValue("set-cookie").orElseThrow())
        .matches(
            "tandem=[A-Za-z0-9_-]{43}; Max-Age=604800; Expires=[^;]+; Path=/; HTTPOnly; SameSite=Lax");
    assertThat(text(ask("session", cookie(in))))
        .isEqualTo("{\"name\":\"a-viewer\",\"tenant\":\"default\",\"rights\":[\"read\"]}");
    assertThat(ask("session", "tandem=wrong").statusCode()).isEqualTo(401);
  }

  @Test
  void page_asksABrowserToLogInAndThenShowsWhatWasWanted() throws Exception {
    String page = collector.collector().url() + "/";
    HttpResponse<byte[]> sent =
        Http.get(page + "?service=shop&last=6h", "accept", "text/html,application/xhtml+xml");
    assertThat(sent.statusCode()).isEqualTo(303);
    assertThat(sent.headers().firstValue("location"))
        .hasValue("./login?next=service%3Dshop%26last%3D6h");
    HttpResponse<byte[]> in = login("a-viewer", PASSWORD, "?next=service%3Dshop%26last%3D6h");
    assertThat(in.headers().firstValue("location")).hasValue("./?service=shop&last=6h");
    HttpResponse<byte[]> shown = Http.get(page, "accept", "text/html", "cookie", cookie(in));
    assertThat(shown.statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"//evil.example", "https://evil.example/", "%5Cevil", "a%0D%0Ab:%20c", "/x"})
  void login_leadsNowhereButToThePage(String next) throws Exception {
    HttpResponse<byte[]> answer = login("a-viewer", PASSWORD, "?next=" + next);
    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(303);
    assertThat(answer.headers().firstValue("location").orElseThrow())
        .startsWith("./?")
        .doesNotContain("\r", "\n", "//", "\\");
  }

  @ParameterizedTest
  @CsvSource({
    "GET,  services,                  200, 200, 200",
    "POST, settings?service=a&cpu_hz=9&by=x, 403, 200, 200",
    "POST, findings/analyse?service=a,  403, 400, 400",
    "POST, import?service=a,            403, 422, 422",
    "GET,  tokens,                    403, 403, 200",
    "GET,  users,                     403, 403, 200",
    "GET,  audit,                     403, 403, 200",
    "POST, tokens/revoke?id=x,        403, 403, 400",
  })
  void role_decidesWhatOneMay(String method, String query, int viewer, int operator, int asAdmin)
      throws Exception {
    assertThat(List.of(status(method, query, "a-viewer"), status(method, query, "a-operator")))
        .isEqualTo(List.of(viewer, operator));
    assertThat(status(method, query, "a-admin")).isEqualTo(asAdmin);
  }

  private static int status(String method, String query, String name) throws Exception {
    String cookie = cookie(login(name, PASSWORD, ""));
    return (method.equals("GET") ? ask(query, cookie) : change(query, cookie, OUR_PAGE))
        .statusCode();
  }

  @Test
  void change_byACookieMustComeFromOurPage() throws Exception {
    String cookie = cookie(login("a-operator", PASSWORD, ""));
    String query = "settings?service=csrf&cpu_hz=9&by=x";
    String ours = collector.collector().url();
    assertThat(change(query, cookie).statusCode()).isEqualTo(403);
    assertThat(text(change(query, cookie)))
        .isEqualTo("{\"error\":\"what changes something must come from this page\"}");
    for (String site : List.of("cross-site", "same-site", "none")) {
      assertThat(change(query, cookie, "sec-fetch-site", site).statusCode()).isEqualTo(403);
    }
    for (String origin : List.of("http://evil.example", "null")) {
      assertThat(change(query, cookie, "origin", origin).statusCode()).isEqualTo(403);
    }
    assertThat(text(ask("settings?service=csrf", cookie))).doesNotContain("\"cpu_hz\":9");
    assertThat(change(query, cookie, OUR_PAGE).statusCode()).isEqualTo(200);
    assertThat(change(query, cookie, "origin", ours).statusCode()).isEqualTo(200);
  }

  @Test
  void logout_endsTheSessionAndNoOther() throws Exception {
    String one = cookie(login("a-viewer", PASSWORD, ""));
    String other = cookie(login("a-viewer", PASSWORD, ""));
    String url = collector.collector().url() + "/logout";
    Http.post(url, new byte[0], "cookie", one); // from nowhere: not believed
    assertThat(ask("session", one).statusCode()).isEqualTo(200);
    HttpResponse<byte[]> out = Http.post(url, new byte[0], "cookie", one, OUR_PAGE[0], OUR_PAGE[1]);
    assertThat(out.headers().firstValue("location")).hasValue("./login");
    assertThat(out.headers().firstValue("set-cookie").orElseThrow())
        .startsWith("tandem=; Max-Age=0");
    assertThat(ask("session", one).statusCode()).isEqualTo(401);
    assertThat(ask("session", other).statusCode()).isEqualTo(200);
  }

  @Test
  void session_endsUnusedAfterTwelveHoursAndInAnyCaseAfterAWeek() throws Exception {
    String unused = cookie(login("idle", PASSWORD, ""));
    String used = cookie(login("idle", PASSWORD, ""));
    for (int hours = 0; hours < 165; hours += 11) {
      CLOCK.turn(Duration.ofHours(11));
      assertThat(ask("session", used).statusCode()).as("after %d h", hours).isEqualTo(200);
    }
    assertThat(ask("session", unused).statusCode()).isEqualTo(401);
    CLOCK.turn(Duration.ofHours(3));
    assertThat(text(ask("session", used))).contains("this session is over: log in again");
  }

  @Test
  void attempts_areSlowedDownByAccount() throws Exception {
    for (int i = 0; i < 5; i++) {
      assertThat(login("slow", "wrong " + i, "").statusCode()).isEqualTo(403);
    }
    HttpResponse<byte[]> waits = login("slow", PASSWORD, "");
    assertThat(waits.statusCode()).isEqualTo(429);
    assertThat(waits.headers().firstValue("retry-after")).hasValue("1");
    assertThat(text(waits)).contains("Too many attempts: wait 1 s.");
    assertThat(login("a-viewer", PASSWORD, "").statusCode()).isEqualTo(303);
    CLOCK.turn(Duration.ofSeconds(1));
    assertThat(login("slow", PASSWORD, "").statusCode()).isEqualTo(303);
  }

  @Test
  void account_isListedChangedAndRemovedByCommandsAndTakesItsSessionsAlong() throws Exception {
    String changing = cookie(login("changing", PASSWORD, ""));
    String leaving = cookie(login("leaving", PASSWORD, ""));
    assertThat(user("another long one", "passwd", "changing"))
        .isEqualTo("0 the password of changing is changed\n");
    assertThat(user("", "remove", "leaving")).isEqualTo("0 leaving is removed\n");
    awaitEnd(changing);
    awaitEnd(leaving);
    assertThat(login("changing", PASSWORD, "").statusCode()).isEqualTo(403);
    assertThat(login("changing", "another long one", "").statusCode()).isEqualTo(303);
    assertThat(login("leaving", PASSWORD, "").statusCode()).isEqualTo(403);
    assertThat(user("", "list")).contains("changing  viewer, since 20").doesNotContain("leaving");
  }

  /** A running collector reads within seconds what a command changed. */
  private static void awaitEnd(String cookie) throws Exception {
    while (ask("session", cookie).statusCode() == 200) {
      Thread.sleep(50);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'short',                   add x --role viewer,        from 12 to 1000 characters",
    "'correct horse & battery', add a-viewer --role admin,  there is a user 'a-viewer' already",
    "'correct horse & battery', add elsewhere --role admin, there is a user 'elsewhere' already",
    "'correct horse & battery', add a/b --role admin,       'a/b' is no name",
    "'correct horse & battery', passwd elsewhere,           tenant default has no user 'elsewhere'",
    "'',                        remove elsewhere,           tenant default has no user 'elsewhere'",
  })
  void command_saysWhatIsWrong(String password, String words, String message) {
    assertThat(user(password, words.split(" "))).startsWith("1 ").contains(message);
  }

  @Test
  void tenantsPeople_areTheirOwn() throws Exception {
    String cookie = cookie(login("elsewhere", PASSWORD, ""));
    assertThat(new ObjectMapper().readTree(ask("users", cookie).body()).findValuesAsText("name"))
        .containsExactly("elsewhere");
    assertThat(text(ask("audit", cookie))).contains("login").doesNotContain("a-viewer");
  }

  @Test
  void audit_tellsWhoCameWentAndFailedWithoutWhatTheyTyped() throws Exception {
    login("a-operator", "mistyped password", "");
    login("My secret in the wrong field", PASSWORD, "");
    String cookie = cookie(login("a-operator", PASSWORD, ""));
    Http.post(
        collector.collector().url() + "/logout",
        new byte[0],
        "cookie",
        cookie,
        OUR_PAGE[0],
        OUR_PAGE[1]);
    String entry = "\"who\":\"a-operator\",\"address\":\"127.0.0.1\",\"action\":";
    String log;
    do { // refusals are written behind the answer
      log = text(collector.get("audit?limit=1000", admin));
    } while (!log.contains(entry + "\"login.refuse\",\"detail\":\"wrong password\""));
    assertThat(log)
        .contains(entry + "\"login\"", entry + "\"logout\"", "\"user.add\"")
        .doesNotContain("mistyped", "secret", PASSWORD);
  }

  @Test
  void folder_holdsNoPasswordAndNoSession() throws Exception {
    String cookie = cookie(login("a-viewer", PASSWORD, ""));
    String secret = cookie.substring(cookie.indexOf('=') + 1);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), ISO_8859_1))
            .as(file.toString())
            .doesNotContain(PASSWORD, secret);
      }
    }
  }

  private static HttpResponse<byte[]> login(String name, String password, String query)
      throws Exception {
    return Http.post(
        collector.collector().url() + "/login" + query,
        QueryParams.of("name", name, "password", password).toQueryString().getBytes(UTF_8),
        "content-type",
        "application/x-www-form-urlencoded");
  }

  private static HttpResponse<byte[]> ask(String query, String cookie) throws Exception {
    return Http.get(collector.url(query), "cookie", cookie);
  }

  private static HttpResponse<byte[]> change(String query, String cookie, String... more)
      throws Exception {
    String[] headers =
        Stream.concat(Stream.of("cookie", cookie), Stream.of(more)).toArray(String[]::new);
    return Http.post(collector.url(query), new byte[0], headers);
  }

  private static String cookie(HttpResponse<byte[]> answer) {
    return answer.headers().firstValue("set-cookie").orElseThrow().replaceFirst(";.*", "");
  }

  /** Runs {@code user} with a password on standard input: its exit code and all that it says. */
  private static String user(String password, String... words) {
    Stream<String> asking = password.isEmpty() ? Stream.of() : Stream.of("--password-stdin");
    String[] all =
        Stream.of(
                Stream.of("user"), Stream.of(words), asking, Stream.of("--data", folder.toString()))
            .flatMap(each -> each)
            .toArray(String[]::new);
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said);
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream((password + "\n").getBytes(UTF_8)));
    try {
      int code = Main.commandLine().setOut(out).setErr(out).execute(all);
      return code + " " + said;
    } finally {
      System.setIn(before);
    }
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), UTF_8);
  }
}
