package io.tandemprofiler.collector.view;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.tandemprofiler.collector.query.FlameQuestion;
import io.tandemprofiler.collector.query.FlameTree;
import io.tandemprofiler.collector.query.Service;
import io.tandemprofiler.collector.query.Services;
import io.tandemprofiler.collector.store.ProfileStore;
import io.tandemprofiler.collector.store.Tenant;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The REST API. Thread-safe. */
public final class RestApi {
  private static final Logger LOG = LoggerFactory.getLogger(RestApi.class);
  private static final JsonFactory JSON = new JsonFactory();
  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final int FLAMES_AT_ONCE = 2; // each holds a tree as large as what is stored
  private static final int RETRY_SECONDS = 5;

  private final ProfileStore store;
  private final Clock clock;
  private final String version;
  private final FlamePage page;
  private final Turns turns;

  /**
   * @param flamePage the HTML that {@code flamegraph.html} fills
   * @param patience how long a request waits while others are answered
   */
  public RestApi(
      ProfileStore store, Clock clock, String version, String flamePage, Duration patience) {
    this.store = store;
    this.clock = clock;
    this.version = version;
    this.page = new FlamePage(flamePage);
    this.turns = new Turns(FLAMES_AT_ONCE, patience);
  }

  /** Serves everything below {@code /api/v1}, and {@code /health}. */
  public void addTo(ServerBuilder server) {
    add(server, "/health", parameters -> health());
    add(server, "/api/v1/services", this::services);
    add(server, "/api/v1/flamegraph", this::flamegraph);
    add(server, "/api/v1/flamegraph.html", this::flamegraphPage);
  }

  private static void add(ServerBuilder server, String path, Answer answer) {
    HttpService service =
        (ctx, req) ->
            HttpResponse.of(
                CompletableFuture.supplyAsync(
                    () -> serve(ctx, answer), ctx.blockingTaskExecutor()));
    server.route().get(path).requestTimeout(TIMEOUT).build(service);
  }

  private static HttpResponse serve(ServiceRequestContext ctx, Answer answer) {
    try {
      return answer.to(new Parameters(ctx.queryParams()));
    } catch (BadParameterException e) {
      return error(HttpStatus.BAD_REQUEST, e.getMessage(), e.parameter());
    } catch (BusyException e) {
      return busy(e.getMessage());
    } catch (OutOfMemoryError e) { // of this answer alone: what it held is free again
      LOG.error("{} failed: {}", ctx.path(), e.toString());
      return busy("this answer needs more memory than is free; ask for less, or give -Xmx");
    } catch (IOException | RuntimeException e) {
      LOG.error("{} failed: {}", ctx.path(), e.toString(), e);
      return error(
          HttpStatus.INTERNAL_SERVER_ERROR, "the collector failed; its log says why", null);
    }
  }

  private HttpResponse health() throws IOException {
    return json(
        HttpStatus.OK,
        json -> {
          json.writeStartObject();
          json.writeStringField("status", "ok");
          json.writeStringField("version", version);
          json.writeEndObject();
        });
  }

  private HttpResponse services(Parameters parameters) throws IOException {
    long from = parameters.millis("from_millis", 0);
    long to = parameters.millis("to_millis", Parameters.MAX_MILLIS);
    parameters.requireNoOthers();
    List<Service> services = Services.find(store, Tenant.DEFAULT, from, to);
    return json(HttpStatus.OK, json -> ServicesJson.write(json, services));
  }

  private HttpResponse flamegraph(Parameters parameters) throws IOException {
    FlameQuestion question = FlameRequest.parse(parameters, clock);
    return json(HttpStatus.OK, json -> writeFlame(json, question));
  }

  private HttpResponse flamegraphPage(Parameters parameters) throws IOException {
    FlameQuestion question = FlameRequest.parse(parameters, clock);
    byte[] json = bytes(out -> writeFlame(out, question));
    String title = question.profiles().service() + " · " + question.measure().word();
    String html = page.fill(title, new String(json, StandardCharsets.UTF_8));
    return HttpResponse.of(
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.HTML_UTF_8)
            .set(HttpHeaderNames.CONTENT_SECURITY_POLICY, page.contentSecurityPolicy())
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .build(),
        HttpData.ofUtf8(html));
  }

  private void writeFlame(JsonGenerator json, FlameQuestion question) throws IOException {
    turns.take();
    try {
      FlameJson.write(json, question, FlameTree.find(store, question));
    } finally {
      turns.giveBack();
    }
  }

  private static HttpResponse busy(String message) {
    return error(HttpStatus.SERVICE_UNAVAILABLE, message, null)
        .mapHeaders(
            headers ->
                headers.toBuilder().set(HttpHeaderNames.RETRY_AFTER, "" + RETRY_SECONDS).build());
  }

  private static HttpResponse error(HttpStatus status, String message, String parameter) {
    try {
      return json(
          status,
          json -> {
            json.writeStartObject();
            json.writeStringField("error", message);
            if (parameter != null) {
              json.writeStringField("parameter", parameter);
            }
            json.writeEndObject();
          });
    } catch (IOException e) {
      throw new UncheckedIOException("write to memory", e);
    }
  }

  private static HttpResponse json(HttpStatus status, Body body) throws IOException {
    return HttpResponse.of(
        ResponseHeaders.builder(status)
            .contentType(MediaType.JSON_UTF_8)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .build(),
        HttpData.wrap(bytes(body)));
  }

  private static byte[] bytes(Body body) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      body.write(json);
    }
    return out.toByteArray();
  }

  /** What a path answers. */
  private interface Answer {
    HttpResponse to(Parameters parameters) throws IOException;
  }

  /** What a response holds. */
  private interface Body {
    void write(JsonGenerator json) throws IOException;
  }
}
