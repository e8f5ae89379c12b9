package io.tandemprofiler.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.ThreadState;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a browser is answered, over the network, by the whole collector. */
final class RestApiTest extends SharedCollector {
  private static final String RANGE = "&from_millis=" + (NOW - 5000) + "&to_millis=" + (NOW + 5000);

  @Test
  void services_tellsWhatCanBeAsked() throws Exception {
    long then = NOW - 72_000_000;
    send(
        upload(1).at(then).label("env", "prod").cpu(10, "main 1"),
        upload(2).at(then + 10_000).label("env", "test").wall(ThreadState.IO, 10, "main 1"),
        upload(3).service("a").instance("two").at(then).cpu(10, "main 1"));
    assertThat(services(then, then + 10_001))
        .isEqualTo(
            Http.parse(
                """
                {'services':[
                  {'service':'a',
                   'runtimes':[{'language':'java','name':'OpenJDK','version':'17.0.15'}],
                   'instances':1,'profiles':1,
                   'first_millis':1789928000000,'last_millis':1789928010000,
                   'labels':{},
                   'series':[{'measure':'cpu_time','state':'running'}]},
                  {'service':'%s',
                   'runtimes':[{'language':'java','name':'OpenJDK','version':'17.0.15'}],
                   'instances':1,'profiles':2,
                   'first_millis':1789928000000,'last_millis':1789928020000,
                   'labels':{'env':['prod','test']},
                   'series':[{'measure':'cpu_time','state':'running'},
                             {'measure':'wall_time','state':'io'}]}]}
                """
                    .formatted(shop)));
  }

  @Test
  void services_areThoseOfTheRange() throws Exception {
    long then = NOW - 36_000_000;
    send(upload(1).at(then).cpu(10, "main 1"), upload(2).service("later").at(then + 1));
    assertThat(services(then, then + 1).findValuesAsText("service")).containsExactly(shop);
    assertThat(services(then + 1, then + 2).findValuesAsText("service")).containsExactly("later");
    assertThat(services(then + 2, then + 9)).isEqualTo(Http.parse("{'services':[]}"));
  }

  @Test
  void flamegraph_isTheMergedTree() throws Exception {
    send(
        upload(1).at(NOW).cpu(600, "main;parse 2", "main;render 1"),
        upload(2).instance("two").at(NOW + 1000).cpu(100, "main;parse 3"));
    assertThat(flamegraph("?service=" + shop + RANGE))
        .isEqualTo(
            Http.parse(
                """
                {'service':'%s','from_millis':1789999995000,'to_millis':1790000005000,
                 'measure':'cpu_time','unit':'microseconds','profiles':2,'instances':2,
                 'first_millis':1790000000000,'last_millis':1790000011000,
                 'samples':6,'total':700,'estimated':[],
                 'strings':['','Shop','main','parse','render'],
                 'frames':{'languages':[1,1,1],'owner_indexes':[1,1,1],
                           'function_indexes':[2,3,4]},
                 'tree':{'ascents':[0,0,1],'frame_indexes':[0,1,2],
                         'self':[0,0,500,200],'samples':[0,0,5,1]},
                 'pruned':{'nodes':0,'value':0}}
                """
                    .formatted(shop)));
  }

  @Test
  void flamegraph_isEmptyForAnUnknownServiceOrRange() throws Exception {
    send(upload(1).at(NOW).cpu(600, "main 1"));
    String empty =
        """
        {'service':'%s','from_millis':%d,'to_millis':%d,
         'measure':'cpu_time','unit':'microseconds','profiles':0,'instances':0,
         'first_millis':0,'last_millis':0,'samples':0,'total':0,'estimated':[],
         'strings':[''],
         'frames':{'languages':[],'owner_indexes':[],'function_indexes':[]},
         'tree':{'ascents':[],'frame_indexes':[],'self':[0],'samples':[0]},
         'pruned':{'nodes':0,'value':0}}
        """;
    assertThat(flamegraph("?service=nobody" + RANGE))
        .isEqualTo(Http.parse(empty.formatted("nobody", NOW - 5000, NOW + 5000)));
    assertThat(flamegraph("?service=" + shop + "&from_millis=5&to_millis=5"))
        .isEqualTo(Http.parse(empty.formatted(shop, 5, 5)));
  }

  @Test
  void flamegraph_isOfTheLastHourUnlessToldOtherwise() throws Exception {
    JsonNode answer = flamegraph("?service=" + shop);
    assertThat(answer.get("from_millis").asLong()).isEqualTo(NOW - 3_600_000);
    assertThat(answer.get("to_millis").asLong()).isEqualTo(NOW);
    assertThat(flamegraph("?service=" + shop + "&from_millis=7").get("to_millis").asLong())
        .isEqualTo(3_600_007);
    String last = "8640000000000000";
    assertThat(flamegraph("?service=" + shop + "&from_millis=" + last).get("to_millis").asText())
        .isEqualTo(last);
  }

  @Test
  void flamegraph_selectsByMeasureStateAndLabel() throws Exception {
    send(
        upload(1).at(NOW).label("env", "prod").wall(ThreadState.IO, 10, "a 1"),
        upload(2).at(NOW).label("env", "test").wall(ThreadState.IO, 20, "a 1"),
        upload(3).at(NOW).label("env", "dev").wall(ThreadState.SLEEPING, 40, "a 1"),
        upload(4).at(NOW).allocated("a 1 5"));
    String wall = "?service=" + shop + "&measure=wall_time" + RANGE;
    assertThat(total(wall)).isEqualTo(70);
    assertThat(total(wall + "&state=io")).isEqualTo(30);
    assertThat(total(wall + "&state=io&state=sleeping&label=env=dev&label=env=prod")).isEqualTo(50);
    assertThat(total(wall + "&label=env=prod&label=region=eu")).isZero();
    assertThat(total("?service=" + shop + "&measure=allocated_bytes" + RANGE)).isEqualTo(5);
  }

  @Test
  void flamegraph_prunesWhatItIsToldTo() throws Exception {
    send(upload(1).at(NOW).cpu(100, "main;a 90", "main;b 6", "main;c 4"));
    JsonNode answer = flamegraph("?service=" + shop + "&min_share=0.07" + RANGE);
    assertThat(answer.get("pruned")).isEqualTo(Http.parse("{'nodes':2,'value':10}"));
    assertThat(answer.get("strings").toString()).contains("<other>");
    assertThat(flamegraph("?service=" + shop + "&max_nodes=2" + RANGE).get("pruned"))
        .isEqualTo(Http.parse("{'nodes':2,'value':10}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          flamegraph?measure=cpu_time                   | service     | is required
          flamegraph?service=                           | service     | is required
          flamegraph?service=s&service=t                | service     | is given 2 times
          flamegraph?service=s&measure=foo              | measure     | 'foo' is not one of cpu_time, wall_time, lock_time, allocated_bytes, samples
          flamegraph?service=s&measure=unspecified      | measure     | 'unspecified' is not one of cpu_time, wall_time, lock_time, allocated_bytes, samples
          flamegraph?service=s&state=busy               | state       | 'busy' is not one of unspecified, running, gil_wait, blocked, waiting, sleeping, io
          flamegraph?service=s&from_millis=x            | from_millis | 'x' is not a whole number from 0 to 8640000000000000
          flamegraph?service=s&from_millis=-1           | from_millis | '-1' is not a whole number from 0 to 8640000000000000
          flamegraph?service=s&from_millis=8640000000000001 | from_millis | '8640000000000001' is not a whole number from 0 to 8640000000000000
          flamegraph?service=s&to_millis=8640000000000001 | to_millis | '8640000000000001' is not a whole number from 0 to 8640000000000000
          services?to_millis=8640000000000001           | to_millis   | '8640000000000001' is not a whole number from 0 to 8640000000000000
          flamegraph?service=s&max_nodes=100001         | max_nodes   | '100001' is not a whole number from 1 to 100000
          flamegraph?service=s&to_millis=1e3            | to_millis   | '1e3' is not a whole number from 0 to 8640000000000000
          flamegraph?service=s&from_millis=2&to_millis=1| to_millis   | 1 is before from_millis 2
          flamegraph?service=s&label=env                | label       | 'env' is not name=value
          flamegraph?service=s&label==v                 | label       | '=v' is not name=value
          flamegraph?service=s&min_share=2              | min_share   | '2' is not a number from 0 to 1
          flamegraph?service=s&min_share=NaN            | min_share   | 'NaN' is not a number from 0 to 1
          flamegraph?service=s&max_nodes=0              | max_nodes   | '0' is not a whole number from 1 to 100000
          flamegraph?service=s&mesure=cpu_time          | mesure      | is not a parameter here
          flamegraph.html?service=s&measure=foo         | measure     | 'foo' is not one of cpu_time, wall_time, lock_time, allocated_bytes, samples
          services?from_millis=x                        | from_millis | 'x' is not a whole number from 0 to 8640000000000000
          services?service=s                            | service     | is not a parameter here
          """)
  void parameters_areRefusedByName(String query, String parameter, String reason) throws Exception {
    HttpResponse<byte[]> response = Http.get(collector.url() + "/api/v1/" + query);
    assertThat(response.statusCode()).isEqualTo(400);
    JsonNode answer = Http.json(collector.url() + "/api/v1/" + query);
    assertThat(answer.get("parameter").asText()).isEqualTo(parameter);
    assertThat(answer.get("error").asText()).isEqualTo(parameter + ": " + reason);
  }

  @Test
  void flamegraphPage_holdsTheProfileAndNothingThatRuns() throws Exception {
    String service = shop + "</title><script>alert(1)</script>&\"";
    String function = "</script><script>alert(2)</script>\u2028__TANDEM_TITLE__";
    send(
        upload(1)
            .at(NOW)
            .service(service)
            .language(Language.PYTHON)
            .cpu(10, function.replace(" ", "") + " 1"));

    HttpResponse<byte[]> response =
        Http.get(
            collector.url()
                + "/api/v1/flamegraph.html?service="
                + URLEncoder.encode(service, UTF_8)
                + RANGE);
    String html = new String(response.body(), UTF_8);

    assertThat(html)
        .contains("&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;")
        .contains("\\u003c/script>\\u003cscript>alert(2)\\u003c/script>\\u2028__TANDEM_TITLE__")
        .doesNotContain("<script>alert", "\u2028");
    assertThat(response.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
    assertThat(response.headers().firstValue("content-security-policy").orElseThrow())
        .startsWith("default-src 'none'; script-src ")
        .doesNotContain("unsafe", "http:", "https:");
  }

  @Test
  void responses_keepBrowsersFromRunningWhatIsNotOurs() throws Exception {
    for (String path : List.of("/", "/health", "/api/v1/services", "/api/v1/nothing")) {
      HttpResponse<byte[]> response = Http.get(collector.url() + path);
      assertThat(response.headers().map())
          .as(path)
          .containsEntry(
              "content-security-policy",
              List.of(
                  "default-src 'self'; object-src 'none'; base-uri 'none';"
                      + " frame-ancestors 'none'"))
          .containsEntry("x-content-type-options", List.of("nosniff"))
          .containsEntry("referrer-policy", List.of("no-referrer"))
          .doesNotContainKeys("access-control-allow-origin", "server");
    }
  }

  @Test
  void page_isAskedForAgainAndItsAssetsAreNot() throws Exception {
    HttpResponse<byte[]> page = Http.get(collector.url() + "/?service=shop");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
    assertThat(page.headers().firstValue("cache-control").orElseThrow()).contains("no-cache");
    assertThat(page.headers().map()).doesNotContainKeys("etag", "last-modified");

    HttpResponse<byte[]> asset = Http.get(collector.url() + "/assets/test-0a1b2c3d.js");
    assertThat(asset.statusCode()).isEqualTo(200);
    assertThat(asset.headers().firstValue("content-type").orElseThrow()).contains("javascript");
    assertThat(asset.headers().firstValue("cache-control").orElseThrow())
        .contains("max-age=31536000", "immutable");
    assertThat(Http.get(collector.url() + "/assets/../index.html").statusCode()).isNotEqualTo(200);
    assertThat(Http.get(collector.url() + "/flamegraph-template.html").statusCode()).isEqualTo(404);
  }

  @Test
  void responses_areGzippedWhereAccepted() throws Exception {
    List<String> stacks = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      stacks.add("main;function" + i + " 1");
    }
    send(upload(1).at(NOW).cpu(600, stacks.toArray(String[]::new)));
    String url = collector.url() + "/api/v1/flamegraph?service=" + shop + RANGE;
    HttpResponse<byte[]> plain = Http.get(url);
    HttpResponse<byte[]> gzipped = Http.get(url, "accept-encoding", "gzip");
    assertThat(plain.headers().firstValue("content-encoding")).isEmpty();
    assertThat(gzipped.headers().firstValue("content-encoding")).hasValue("gzip");
    assertThat(gzipped.body().length).isLessThan(plain.body().length / 2);
    InputStream inflated = new GZIPInputStream(new ByteArrayInputStream(gzipped.body()));
    assertThat(inflated.readAllBytes()).isEqualTo(plain.body());
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:1, 200",
    "LOCALHOST, 200",
    "127.0.0.1:4747, 200",
    "127.1.2.3, 200",
    "[::1]:4747, 200",
    "evil.example, 403",
    "localhost.evil.example:4747, 403",
    "127.0.0.1.evil.example, 403",
    "10.0.0.1:4747, 403"
  })
  void requests_addressedToAnotherHostAreRefused(String host, int status) throws Exception {
    assertThat(statusLine(host)).startsWith("HTTP/1.1 " + status + " ");
  }

  @Test
  void requests_thatAreRefusedCarryTheGuardsHeaders() throws Exception {
    assertThat(head("evil.example"))
        .startsWith("HTTP/1.1 403 ")
        .contains("content-security-policy: default-src 'self';", "nosniff", "no-referrer");
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/flamegraph?service=s, cross-site, 403",
    "/api/v1/flamegraph.html?service=s, cross-site, 403",
    "/health, cross-site, 403",
    "/?service=s, cross-site, 200",
    "/api/v1/flamegraph?service=s, same-origin, 200",
    "/api/v1/flamegraph?service=s, same-site, 200",
    "/api/v1/flamegraph?service=s, none, 200"
  })
  void requests_ofOtherSitesPagesAreRefused(String path, String site, int status) throws Exception {
    HttpResponse<byte[]> response = Http.get(collector.url() + path, "sec-fetch-site", site);
    assertThat(response.statusCode()).isEqualTo(status);
  }

  private String statusLine(String host) throws IOException {
    return head(host).lines().findFirst().orElseThrow();
  }

  /** Status and headers. */
  private String head(String host) throws IOException {
    URI url = URI.create(collector.url());
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write(("GET /health HTTP/1.1\r\nHost: " + host + "\r\n\r\n").getBytes(UTF_8));
      out.flush();
      return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))
          .lines()
          .takeWhile(line -> !line.isEmpty())
          .collect(Collectors.joining("\n"));
    }
  }

  private Uploads upload(long id) {
    return Uploads.upload(test * 1000L + id).service(shop);
  }

  private void send(Uploads... uploads) {
    for (Uploads upload : uploads) {
      agent.upload(upload.request());
    }
  }

  private static JsonNode services(long from, long to) throws Exception {
    return Http.json(collector.url() + "/api/v1/services?from_millis=" + from + "&to_millis=" + to);
  }

  private JsonNode flamegraph(String query) throws Exception {
    return Http.json(collector.url() + "/api/v1/flamegraph" + query);
  }

  private long total(String query) throws Exception {
    return flamegraph(query).get("total").asLong();
  }
}
