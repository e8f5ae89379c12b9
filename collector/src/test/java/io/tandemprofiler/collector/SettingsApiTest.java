package io.tandemprofiler.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tandemprofiler.collector.store.Retention;
import io.tandemprofiler.model.AgentConfiguration;
import io.tandemprofiler.wire.ConfigurationCodec;
import java.net.InetAddress;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What operators ask of agents, and what agents are then answered, by the whole collector. */
final class SettingsApiTest extends SharedCollector {
  private final String till = "till" + test;

  @AfterEach
  void undo() throws Exception {
    post("settings?enabled=true&cpu_hz=0&report_seconds=0&by=undo");
  }

  @Test
  void settings_areWhatAgentsAreAnswered() throws Exception {
    post("settings?service=" + shop + "&cpu_hz=20&by=ann");
    post("settings?report_seconds=600&by=bob");
    assertThat(configuration(shop)).isEqualTo(new AgentConfiguration(1, false, 20, 0, 600, 0));
    assertThat(configuration(till)).isEqualTo(new AgentConfiguration(1, false, 0, 0, 600, 0));
    assertThat(get("settings?service=" + shop))
        .isEqualTo(
            Http.parse(
                """
                {'service':'%s',
                 'settings':{'enabled':true,'cpu_hz':20,'wall_hz':0,'report_seconds':0,
                             'max_depth':0},
                 'effective':{'enabled':true,'cpu_hz':20,'wall_hz':0,'report_seconds':600,
                              'max_depth':0}}
                """
                    .formatted(shop)));
  }

  @Test
  void collector_saysWhetherAnAgentHasFoundIt(@TempDir Path empty) throws Exception {
    try (Collector fresh =
            Collector.start(InetAddress.getLoopbackAddress(), 0, empty, Retention.DEFAULT, CLOCK);
        Agent first = new Agent(fresh.url())) {
      String about = fresh.url() + "/api/v1/collector";
      String expected =
          "{'version':'%s','on_network':false,'encrypted':false,'knows_clients':false,"
              + "'authenticated':false,'agent_asked_millis':%s}";
      Http.get(fresh.url() + "/api/v1/settings?service=" + shop); // people are no agents
      assertThat(Http.json(about))
          .isEqualTo(Http.parse(expected.formatted(Version.number(), "null")));
      first.configure(
          ConfigurationCodec.writeRequest(Uploads.upload(1).service(shop).build().producer()));
      assertThat(Http.json(about)).isEqualTo(Http.parse(expected.formatted(Version.number(), NOW)));
    }
  }

  @Test
  void settings_switchOneServiceOffOrAll() throws Exception {
    post("settings?service=" + shop + "&enabled=false&by=ann");
    assertThat(configuration(shop).disabled()).isTrue();
    assertThat(configuration(till).disabled()).isFalse();
    post("settings?enabled=false&by=ann");
    post("settings?service=" + shop + "&enabled=true&by=ann");
    assertThat(configuration(shop).disabled()).isTrue();
    assertThat(configuration(till).disabled()).isTrue();
  }

  @Test
  void changes_sayWhoChangedWhatAndWhen() throws Exception {
    post("settings?service=" + shop + "&cpu_hz=20&by=ann");
    post("settings?enabled=false&by=bob");
    assertThat(get("settings/changes?limit=2"))
        .isEqualTo(
            Http.parse(
                """
                {'changes':[
                  {'at_millis':1790000000000,'service':'','by':'bob','address':'127.0.0.1',
                   'before':{'enabled':true,'cpu_hz':0,'wall_hz':0,'report_seconds':0,
                             'max_depth':0},
                   'after':{'enabled':false,'cpu_hz':0,'wall_hz':0,'report_seconds':0,
                            'max_depth':0}},
                  {'at_millis':1790000000000,'service':'%s','by':'ann','address':'127.0.0.1',
                   'before':{'enabled':true,'cpu_hz':0,'wall_hz':0,'report_seconds':0,
                             'max_depth':0},
                   'after':{'enabled':true,'cpu_hz':20,'wall_hz':0,'report_seconds':0,
                            'max_depth':0}}]}
                """
                    .formatted(shop)));
    assertThat(get("settings/changes?limit=1").get("changes")).hasSize(1);
  }

  @Test
  void live_makesAgentsReportSooner() throws Exception {
    post("settings?service=" + shop + "&report_seconds=600&by=ann");
    assertThat(Http.post(api("live?service=" + shop + "&seconds=90")).statusCode()).isEqualTo(200);
    assertThat(configuration(shop).reportSeconds()).isEqualTo(10);
    assertThat(get("settings?service=" + shop).get("effective").get("report_seconds").asInt())
        .isEqualTo(10);
    assertThat(Http.parse(new String(Http.post(api("live?service=" + shop)).body(), UTF_8)))
        .isEqualTo(
            Http.parse(
                "{'service':'%s','live_until_millis':1790000300000,'report_seconds':10}"
                    .formatted(shop)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          settings?service=s&cpu_hz=20             | by             | is required
          settings?service=s&cpu_hz=251&by=a       | cpu_hz         | '251' is not a whole number from 0 to 250
          settings?service=s&report_seconds=9&by=a | report_seconds | 9 is neither 0 nor from 10 to 2700
          settings?service=s&enabled=no&by=a       | enabled        | 'no' is not one of true, false
          settings?service=s&cpu=1&by=a            | cpu            | is not a parameter here
          settings?by=a%0Ab                        | by             | holds a control character or is over 512 bytes
          settings?service=a%0Ab&by=a              | service        | holds a control character or is over 512 bytes
          live?service=a%0Ab                       | service        | holds a control character or is over 512 bytes
          live?seconds=9                           | service        | is required
          live?service=s&seconds=301               | seconds        | '301' is not a whole number from 1 to 300
          """)
  void parameters_areRefusedByName(String query, String parameter, String reason) throws Exception {
    JsonNode changes = get("settings/changes");
    HttpResponse<byte[]> response = Http.post(api(query));
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(
            Http.parse(new String(response.body(), UTF_8).replace('\'', '`')).get("error").asText())
        .isEqualTo((parameter + ": " + reason).replace('\'', '`'));
    assertThat(get("settings/changes")).isEqualTo(changes);
  }

  @ParameterizedTest
  @CsvSource({
    "origin, http://evil.example, 403",
    "origin, null, 403",
    "sec-fetch-site, cross-site, 403",
    "accept, text/html, 200"
  })
  void changes_askedForByOtherSitesPagesAreRefused(String header, String value, int status)
      throws Exception {
    assertThat(Http.post(api("settings?cpu_hz=1&by=a"), new byte[0], header, value).statusCode())
        .isEqualTo(status);
    assertThat(configuration("s").cpuHz()).isEqualTo(status == 200 ? 1 : 0);
  }

  @Test
  void changes_askedForByThePageItselfAreMade() throws Exception {
    HttpResponse<byte[]> response =
        Http.post(api("settings?cpu_hz=1&by=a"), new byte[0], "origin", collector.url());
    assertThat(response.statusCode()).isEqualTo(200);
  }

  @Test
  void bodies_areBounded() throws Exception {
    HttpResponse<byte[]> response = Http.post(api("live?service=s"), new byte[2000]);
    assertThat(response.statusCode()).isEqualTo(413);
  }

  private void post(String query) throws Exception {
    assertThat(Http.post(api(query)).statusCode()).isEqualTo(200);
  }

  private JsonNode get(String query) throws Exception {
    return Http.json(api(query));
  }

  private String api(String query) {
    return collector.url() + "/api/v1/" + query;
  }

  private AgentConfiguration configuration(String service) throws Exception {
    try (Agent agent = new Agent(collector.url())) {
      byte[] request =
          ConfigurationCodec.writeRequest(Uploads.upload(1).service(service).build().producer());
      return ConfigurationCodec.read(agent.configure(request));
    }
  }
}
