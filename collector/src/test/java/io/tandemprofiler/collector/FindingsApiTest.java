package io.tandemprofiler.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Findings from an upload to what people make of them, by the whole collector. */
final class FindingsApiTest extends SharedCollector {
  @Test
  void findings_areEmptyBeforeAnythingWasAnalysed() throws Exception {
    assertThat(get("findings?service=" + shop))
        .isEqualTo(Http.parse("{'findings':[],'checked':[]}"));
  }

  @Test
  void analyse_findsWhatARuleIsAboutAndSaysWhatItLookedAt() throws Exception {
    sendRegexes();
    JsonNode answer = post("findings/analyse?service=" + shop);
    assertThat(answer.get("findings")).hasSize(1);
    JsonNode finding = answer.get("findings").get(0);
    assertThat(finding.get("rule").asText()).isEqualTo("java-regex-compiled-per-use");
    assertThat(finding.get("kind").asText()).isEqualTo("recommendation");
    assertThat(finding.get("status").asText()).isEqualTo("open");
    assertThat(finding.get("share").asDouble()).isEqualTo(0.4);
    assertThat(finding.get("value").asDouble()).isEqualTo(400_000);
    assertThat(finding.get("unit").asText()).isEqualTo("microseconds");
    assertThat(finding.get("place"))
        .isEqualTo(Http.parse("{'language':'java','owner':'Shop','function':'words'}"));
    assertThat(finding.get("evidence"))
        .isEqualTo(
            Http.parse(
                """
                [{'share':0.4,'frames':[
                  {'language':'java','owner':'Shop','function':'main','line':0},
                  {'language':'java','owner':'Shop','function':'words','line':12},
                  {'language':'java','owner':'java.util.regex.Pattern','function':'compile',
                   'line':0}]}]
                """));
    assertThat(answer.get("checked").findValuesAsText("kind"))
        .containsExactly("recommendation", "anomaly", "heap");
    assertThat(answer.get("checked").get(0))
        .isEqualTo(
            Http.parse(
                String.format(
                    "{'service':'%s','kind':'recommendation','from_millis':%d,'to_millis':%d,"
                        + "'samples':100,'checks':%d}",
                    shop, NOW - 3_600_000, NOW, get("rules").get("rules").size())));
    assertThat(get("findings?service=" + shop)).isEqualTo(answer);
    assertThat(get("findings?kind=heap&service=" + shop).get("findings")).isEmpty();
  }

  @Test
  void dismiss_isKeptUntilSomebodyReopens() throws Exception {
    sendRegexes();
    String id = post("findings/analyse?service=" + shop).get("findings").get(0).get("id").asText();
    JsonNode dismissed = post("findings/dismiss?id=" + id + "&by=ann&reason=as+wanted");
    assertThat(dismissed.get("status").asText()).isEqualTo("dismissed");
    assertThat(dismissed.get("dismissed"))
        .isEqualTo(
            Http.parse("{'by':'ann','reason':'as wanted','at_millis':" + NOW + ",'share':0.4}"));
    post("findings/analyse?service=" + shop);
    assertThat(get("findings?status=open&service=" + shop).get("findings")).isEmpty();
    assertThat(get("findings?status=dismissed&status=gone&service=" + shop).get("findings"))
        .hasSize(1);
    post("findings/reopen?id=" + id);
    assertThat(get("findings?status=open&service=" + shop).get("findings")).hasSize(1);
  }

  @Test
  void overview_countsWhatIsOpenInEachService() throws Exception {
    sendRegexes();
    String id = post("findings/analyse?service=" + shop).get("findings").get(0).get("id").asText();
    assertThat(openInOverview()).isEqualTo(1);
    post("findings/dismiss?id=" + id + "&by=ann&reason=as+wanted");
    assertThat(openInOverview()).isZero();
  }

  @Test
  void analyse_looksAtNoTimeThatHasNotCome() throws Exception {
    sendRegexes();
    JsonNode answer =
        post("findings/analyse?service=" + shop + "&from_millis=1&to_millis=8640000000000000");
    assertThat(answer.get("checked").findValuesAsText("to_millis"))
        .isNotEmpty()
        .containsOnly("" + (NOW + 1));
  }

  @Test
  void rules_areListedWithTheirAdvice() throws Exception {
    JsonNode answer = get("rules");
    assertThat(answer.get("errors")).isEmpty();
    assertThat(answer.get("rules").findValuesAsText("id")).contains("java-regex-compiled-per-use");
    assertThat(answer.get("rules").get(0).get("why").asText()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          dismiss?id=x&by=ann&reason=r    | id      | no finding has it
          dismiss?id=x&reason=r           | by      | is required
          dismiss?id=x&by=ann             | reason  | is required
          dismiss?id=x&by=ann&reason=%0a  | reason  | holds a control character or is over 512 bytes
          reopen?                         | id      | is required
          analyse?                        | service | is required
          analyse?service=s&from_millis=5&to_millis=5 | to_millis | the range is empty, or has not begun
          analyse?service=s&from_millis=8000000000000000&to_millis=8640000000000000 | to_millis | the range is empty, or has not begun
          analyse?service=nobody | service | has not reported in this range
          """)
  void parameters_areRefusedByName(String query, String parameter, String reason) throws Exception {
    HttpResponse<byte[]> response = Http.post(url("findings/" + query));
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(new ObjectMapper().readTree(response.body()))
        .isEqualTo(
            Http.parse(
                "{'error':'" + parameter + ": " + reason + "','parameter':'" + parameter + "'}"));
  }

  /** 40 of 100 samples, a second in all. */
  private void sendRegexes() {
    agent.upload(
        Uploads.upload(test)
            .service(shop)
            .at(NOW - 60_000)
            .cpu(
                1_000_000,
                "main;words:12;java.util.regex.Pattern#compile 40",
                "main;java.util.regex.Matcher#find 60")
            .request());
  }

  private int openInOverview() throws Exception {
    for (JsonNode row : get("overview?limit=1000").get("services")) {
      if (row.get("service").asText().equals(shop)) {
        return row.get("open_findings").asInt();
      }
    }
    throw new AssertionError(shop + " is not in the overview");
  }

  private static JsonNode get(String query) throws Exception {
    return Http.json(url(query));
  }

  private static JsonNode post(String query) throws Exception {
    HttpResponse<byte[]> response = Http.post(url(query));
    String body = new String(response.body(), UTF_8);
    assertThat(response.statusCode()).as(body).isEqualTo(200);
    return new ObjectMapper().readTree(body);
  }

  private static String url(String query) {
    return collector.url() + "/api/v1/" + query;
  }
}
