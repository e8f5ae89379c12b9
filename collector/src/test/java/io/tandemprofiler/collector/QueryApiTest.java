package io.tandemprofiler.collector;

import static io.tandemprofiler.collector.Uploads.memory;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.tandemprofiler.model.Gauge;
import io.tandemprofiler.model.ThreadState;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What scripts and the page are answered beside the flame graph, by the whole collector. */
final class QueryApiTest extends SharedCollector {
  private static final String RANGE = "&from_millis=" + (NOW - 60_000) + "&to_millis=" + NOW;

  @Test
  void functions_areAnsweredInColumnsTheDearestFirst() throws Exception {
    send(upload(1).at(NOW - 9000).cpu(600, "main;parse 4", "main;render 2"));
    JsonNode answer = ask("functions?order=total&limit=2");
    assertThat(answer.get("strings")).isEqualTo(Http.parse("['','Shop','main','parse']"));
    assertThat(answer.get("frames").get("function_indexes")).isEqualTo(Http.parse("[2,3]"));
    assertThat(answer.get("functions"))
        .isEqualTo(
            Http.parse(
                "{'count':3,'self':[0,400],'total':[600,400],"
                    + "'self_samples':[0,4],'total_samples':[6,4]}"));
    assertThat(answer.get("total").asLong()).isEqualTo(600);
  }

  @Test
  void frame_isAnsweredWithItsCallersAndCallees() throws Exception {
    send(upload(1).at(NOW - 9000).cpu(600, "a;parse;lex 4", "b;parse 2"));
    JsonNode answer = ask("frame?language=java&owner=Shop&function=parse");
    assertThat(answer.get("function"))
        .isEqualTo(
            Http.parse(
                "{'language':'java','owner':'Shop','function':'parse','self':200,'total':600,"
                    + "'self_samples':2,'total_samples':6}"));
    assertThat(answer.get("callers").get("strings"))
        .isEqualTo(Http.parse("['','Shop','parse','a','b']"));
    assertThat(answer.get("callers").get("tree"))
        .isEqualTo(
            Http.parse(
                "{'ascents':[0,0,1],'frame_indexes':[0,1,2],'self':[0,0,400,200],"
                    + "'samples':[0,0,4,2]}"));
    assertThat(answer.get("callees").get("tree").get("self")).isEqualTo(Http.parse("[0,200,400]"));
  }

  @Test
  void lines_areAnsweredInColumnsTheDearestFirst() throws Exception {
    send(upload(1).at(NOW - 9000).cpu(600, "main:3;parse:7 4", "main:5 2"));
    JsonNode answer = ask("lines");
    assertThat(answer.get("lines"))
        .isEqualTo(
            Http.parse(
                "{'count':3,'lines':[7,5,3],'self':[400,200,0],'total':[400,200,400],"
                    + "'self_samples':[4,2,0],'total_samples':[4,2,4]}"));
    assertThat(answer.get("frames").get("languages")).isEqualTo(Http.parse("[1,1,1]"));
  }

  @Test
  void overview_isOfEveryService() throws Exception {
    send(upload(1).at(NOW - 20_000).cpu(600, "main;parse 4", "main;render 2"));
    JsonNode answer = json("overview?step_millis=20000" + RANGE + "&limit=1000");
    assertThat(answer.get("step_millis").asLong()).isEqualTo(20_000);
    assertThat(answer.get("count").asInt()).isEqualTo(answer.get("services").size());
    JsonNode row =
        StreamSupport.stream(answer.get("services").spliterator(), false)
            .filter(service -> service.get("service").asText().equals(shop))
            .findFirst()
            .orElseThrow();
    assertThat(row.get("reporting").asInt()).isEqualTo(1);
    assertThat(row.get("sampled_cpu_micros").asLong()).isEqualTo(600);
    assertThat(row.get("hottest"))
        .isEqualTo(
            Http.parse(
                "{'language':'java','owner':'Shop','function':'parse','self_micros':400,"
                    + "'self_samples':4}"));
    assertThat(row.get("step_observed_millis")).isEqualTo(Http.parse("[0,0,10000]"));
    assertThat(row.get("step_sampled_cpu_micros")).isEqualTo(Http.parse("[0,0,600]"));
  }

  @Test
  void timeline_showsGapsAsNull() throws Exception {
    send(upload(1).at(NOW - 40_000).wall(ThreadState.IO, 500, "main 1"));
    JsonNode answer = ask("timeline?measure=wall_time&step_millis=20000");
    assertThat(answer.get("observed_millis")).isEqualTo(Http.parse("[0,10000,0]"));
    assertThat(answer.get("values")).isEqualTo(Http.parse("{'io':[null,500,null]}"));
  }

  @Test
  void difference_saysWhatChangedAndHowSureThatIs() throws Exception {
    for (int i = 0; i < 3; i++) {
      send(
          upload(i).at(NOW - 50_000 + i).label("version", "1").cpu(1000, "main;parse 100"),
          upload(10 + i)
              .at(NOW - 30_000 + i)
              .label("version", "2")
              .cpu(2000, "main;parse 100", "main;index 100"));
    }
    JsonNode answer =
        ask("difference?scale=per_second&before_label=version=1&after_label=version=2");
    assertThat(answer.get("before").get("labels")).isEqualTo(Http.parse("{'version':['1']}"));
    assertThat(answer.get("before").get("per_second").asDouble()).isEqualTo(100);
    assertThat(answer.get("change")).isEqualTo(Http.parse("{'share':1.0,'low':1.0,'high':1.0}"));
    JsonNode functions = answer.get("functions");
    assertThat(functions.get("strings"))
        .isEqualTo(Http.parse("['','Shop','index','main','parse']"));
    assertThat(functions.get("before_samples")).isEqualTo(Http.parse("[0,0,300]"));
    assertThat(functions.get("after").get(0).asDouble()).isEqualTo(100);
    assertThat(functions.get("low").get(0).asDouble()).isCloseTo(88.7, within(0.1));
    assertThat(answer.get("tree").get("before_self")).isEqualTo(Http.parse("[0,0,0,3000]"));
    assertThat(answer.get("tree").get("after_self")).isEqualTo(Http.parse("[0,0,3000,3000]"));
    JsonNode small = ask("difference?max_nodes=1&before_label=version=1&after_label=version=2");
    assertThat(small.get("tree").get("after_self"))
        .as("main, and the rest of it")
        .isEqualTo(Http.parse("[0,0,6000]"));
  }

  @Test
  void agents_labelsAndHeap_tellWhatTheProcessesSaid() throws Exception {
    send(
        upload(1).at(NOW - 9000).label("env", "prod").cpu(1, "main 1").heap("byte[] 2 64"),
        upload(2).at(NOW - 8000).instance("two").cpu(1, "main 1"));
    assertThat(ask("agents").get("agents").findValuesAsText("instance"))
        .containsExactly("two", "one");
    assertThat(ask("agents").get("agents").get(1).get("labels"))
        .isEqualTo(Http.parse("{'env':'prod'}"));
    assertThat(json("labels?service=" + shop).get("labels").get(0).get("value").asText())
        .isEqualTo("prod");
    JsonNode heap = ask("heap?step_millis=30000");
    assertThat(heap.get("counted")).isEqualTo(Http.parse("['all_objects']"));
    assertThat(heap.get("objects")).isEqualTo(Http.parse("[null,2]"));
    assertThat(heap.get("bytes")).isEqualTo(Http.parse("[null,64]"));
    assertThat(heap.get("classes"))
        .isEqualTo(Http.parse("[{'class_name':'byte[]','objects':[null,2],'bytes':[null,64]}]"));
  }

  @Test
  void processes_tellMemoryAndCollectionsAndGapsAsNull() throws Exception {
    send(
        upload(1)
            .at(NOW - 25_000)
            .cpu(1, "main 1")
            .statistics(memory(new Gauge(50, 60, 0), new Gauge(20, 30, 100), 3, 400)));
    JsonNode answer = ask("processes?step_millis=30000");
    assertThat(answer.get("observed_millis")).isEqualTo(Http.parse("[0,10000]"));
    assertThat(answer.get("resident_bytes")).isEqualTo(Http.parse("[null,50]"));
    assertThat(answer.get("heap_bytes")).isEqualTo(Http.parse("[null,20]"));
    assertThat(answer.get("heap_peak_bytes")).isEqualTo(Http.parse("[null,30]"));
    assertThat(answer.get("heap_limit_bytes")).isEqualTo(Http.parse("[null,100]"));
    assertThat(answer.get("gc_count")).isEqualTo(Http.parse("[0,3]"));
    assertThat(answer.get("gc_micros")).isEqualTo(Http.parse("[0,400]"));
  }

  @Test
  void flamegraph_beginsWithCalleesWhereAskedTo() throws Exception {
    send(upload(1).at(NOW - 9000).cpu(600, "main;parse 4"));
    JsonNode answer = ask("flamegraph?first=callees");
    assertThat(answer.get("strings")).isEqualTo(Http.parse("['','Shop','parse','main']"));
    assertThat(answer.get("tree").get("self")).isEqualTo(Http.parse("[0,0,600]"));
  }

  @Test
  void answers_ofARangeThatIsOverAreKnownByTheirTag() throws Exception {
    send(upload(1).at(NOW - 9000).cpu(600, "main;parse 4"));
    String url = url("functions?");
    HttpResponse<byte[]> first = Http.get(url);
    String tag = first.headers().firstValue("etag").orElseThrow();
    assertThat(tag).matches("W/\"[\\w-]{20}\"");
    assertThat(first.headers().firstValue("cache-control")).hasValue("private, no-cache");
    HttpResponse<byte[]> known = Http.get(url, "if-none-match", "\"x\", " + tag);
    assertThat(known.statusCode()).isEqualTo(304);
    assertThat(known.body()).isEmpty();
    assertThat(known.headers().firstValue("etag")).hasValue(tag);

    send(upload(2).at(NOW - 8000).cpu(1, "main 1"));
    assertThat(Http.get(url, "if-none-match", tag).statusCode()).isEqualTo(200);
  }

  @Test
  void answers_ofARangeThatGoesOnAreNotKept() throws Exception {
    HttpResponse<byte[]> open =
        Http.get(collector.url() + "/api/v1/functions?service=s&to_millis=" + (NOW + 1));
    assertThat(open.headers().firstValue("etag")).isEmpty();
    assertThat(open.headers().firstValue("cache-control")).hasValue("no-store");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          functions?service=s&order=best         | order       | 'best' is not one of self, total
          functions?service=s&limit=0            | limit       | '0' is not a whole number from 1 to 10000
          functions?service=s&first=callees      | first       | is not a parameter here
          flamegraph?service=s&first=leaves      | first       | 'leaves' is not one of callers, callees
          lines?service=s&state=io               | state       | is not a parameter here
          frame?service=s                        | function    | is required
          timeline?service=s&from_millis=0&to_millis=10001&step_millis=1 | step_millis | '1' is not a whole number from 2 to 8640000000000000
          difference?service=s&scale=log         | scale       | 'log' is not one of share, per_second
          difference?service=s&before_label=x    | before_label| 'x' is not name=value
          difference?service=s&after_from_millis=2&after_to_millis=1 | after_to_millis | 1 is before from_millis 2
          processes?service=s&measure=cpu_time   | measure     | is not a parameter here
          overview?service=s                     | service     | is not a parameter here
          overview?limit=1001                    | limit       | '1001' is not a whole number from 1 to 1000
          overview?limit=1000&step_millis=1&from_millis=0&to_millis=1001 | limit | 1000 services by 1001 steps are 1001000 points, over 1000000: ask for fewer, or for longer steps by step_millis
          heap?service=s&limit=10000&step_millis=5&from_millis=0&to_millis=501 | limit | 10000 classes by 101 steps are 1010000 points, over 1000000: ask for fewer, or for longer steps by step_millis
          agents?                                | service     | is required
          """)
  void parameters_areRefusedByName(String query, String parameter, String reason) throws Exception {
    HttpResponse<byte[]> response = Http.get(collector.url() + "/api/v1/" + query);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(query).get("error").asText()).isEqualTo(parameter + ": " + reason);
  }

  /** The usual step is no reason to refuse as many rows as may be asked for. */
  @Test
  void steps_areFewerWhereRowsAreMany() throws Exception {
    String range = "from_millis=0&to_millis=12000000";
    assertThat(json("heap?service=s&" + range).get("step_millis").asLong()).isEqualTo(100_000);
    assertThat(json("heap?service=s&limit=10000&" + range).get("step_millis").asLong())
        .isEqualTo(120_000);
    assertThat(json("overview?limit=1000&" + range).get("step_millis").asLong()).isEqualTo(100_000);
  }

  @Test
  void openApi_isServed() throws Exception {
    HttpResponse<byte[]> response = Http.get(collector.url() + "/api/v1/openapi.yaml");
    assertThat(response.headers().firstValue("content-type")).hasValue("application/yaml");
    assertThat(new String(response.body(), StandardCharsets.UTF_8)).startsWith("openapi: 3.0.3\n");
  }

  private Uploads upload(long id) {
    return Uploads.upload(test * 1000L + id).service(shop);
  }

  private void send(Uploads... uploads) {
    for (Uploads upload : uploads) {
      agent.upload(upload.request());
    }
  }

  private JsonNode ask(String query) throws Exception {
    return Http.json(url(query.contains("?") ? query + "&" : query + "?"));
  }

  private String url(String query) {
    return collector.url() + "/api/v1/" + query + "service=" + shop + RANGE;
  }

  private static JsonNode json(String query) throws Exception {
    return Http.json(collector.url() + "/api/v1/" + query);
  }
}
