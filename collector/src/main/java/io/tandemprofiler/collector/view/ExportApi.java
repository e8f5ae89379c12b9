package io.tandemprofiler.collector.view;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.ServerBuilder;
import io.tandemprofiler.collector.exchange.CollapsedExport;
import io.tandemprofiler.collector.exchange.PprofExport;
import io.tandemprofiler.collector.exchange.SpeedscopeExport;
import io.tandemprofiler.collector.query.FlameQuestion;
import io.tandemprofiler.collector.query.FlameTree;
import io.tandemprofiler.collector.store.ProfileStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/** Answers call trees as files that other programs, or people without one, open. Thread-safe. */
final class ExportApi {
  private static final MediaType PPROF = MediaType.create("application", "vnd.google.pprof");

  private final ProfileStore store;
  private final Clock clock;
  private final Turns turns;
  private final FlamePage page;

  ExportApi(ProfileStore store, Clock clock, Turns turns, FlamePage page) {
    this.store = store;
    this.clock = clock;
    this.turns = turns;
    this.page = page;
  }

  void addTo(ServerBuilder server) {
    Endpoint.get(server, "/api/v1/flamegraph.html", turns.around(this::html));
    Endpoint.get(
        server,
        "/api/v1/flamegraph.pb.gz",
        turns.around(request -> file(request, PPROF, this::pprof)));
    Endpoint.get(
        server,
        "/api/v1/flamegraph.collapsed",
        turns.around(request -> file(request, MediaType.PLAIN_TEXT_UTF_8, this::collapsed)));
    Endpoint.get(
        server,
        "/api/v1/flamegraph.speedscope.json",
        turns.around(request -> file(request, MediaType.JSON_UTF_8, this::speedscope)));
  }

  private Reply html(Request request) throws IOException {
    return file(request, MediaType.HTML_UTF_8, this::page)
        .with(HttpHeaderNames.CONTENT_SECURITY_POLICY, page.contentSecurityPolicy());
  }

  private Reply file(Request request, MediaType type, Format format) throws IOException {
    FlameRequest asked = FlameRequest.parse(request, clock);
    request.parameters().requireNoOthers();
    FlameTree tree = FlameTree.find(request.ask(store), asked.question());
    return Reply.of(HttpStatus.OK, type, format.write(asked.question(), tree))
        .lastingIf(asked.closed());
  }

  private byte[] page(FlameQuestion question, FlameTree tree) throws IOException {
    byte[] json = Reply.bytes(out -> FlameJson.write(out, question, tree));
    String html = page.fill(title(question), new String(json, StandardCharsets.UTF_8));
    return html.getBytes(StandardCharsets.UTF_8);
  }

  private byte[] pprof(FlameQuestion question, FlameTree tree) {
    return PprofExport.write(question.measure(), tree);
  }

  private byte[] collapsed(FlameQuestion question, FlameTree tree) {
    return CollapsedExport.write(tree);
  }

  private byte[] speedscope(FlameQuestion question, FlameTree tree) {
    return SpeedscopeExport.write(title(question), question.measure(), tree);
  }

  private static String title(FlameQuestion question) {
    return question.profiles().service() + " · " + question.measure().word();
  }

  /** How a call tree becomes a file. */
  private interface Format {
    byte[] write(FlameQuestion question, FlameTree tree) throws IOException;
  }
}
