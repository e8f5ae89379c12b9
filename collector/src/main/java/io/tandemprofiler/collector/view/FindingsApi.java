package io.tandemprofiler.collector.view;

import com.linecorp.armeria.server.ServerBuilder;
import io.tandemprofiler.collector.analysis.Analyses;
import io.tandemprofiler.collector.analysis.Rules;
import io.tandemprofiler.collector.store.Finding;
import io.tandemprofiler.collector.store.FindingStore;
import io.tandemprofiler.collector.store.KnownFinding;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What analyses found, what people make of it, and the rules. Thread-safe. */
final class FindingsApi {
  private static final Endpoint.Limits LIMITS =
      new Endpoint.Limits(1024, 64, Duration.ofSeconds(60)); // bodies are not read
  private static final int MAX_FINDINGS = 10_000;
  private static final int DEFAULT_FINDINGS = 1000;

  private final FindingStore store;
  private final Analyses analyses;
  private final Rules rules;
  private final Clock clock;
  private final Turns turns;

  FindingsApi(Analyses analyses, Rules rules, Clock clock, Turns turns) {
    this.store = analyses.findings();
    this.analyses = analyses;
    this.rules = rules;
    this.clock = clock;
    this.turns = turns;
  }

  void addTo(ServerBuilder server) {
    Endpoint.get(server, "/api/v1/findings", turns.around(this::findings));
    Endpoint.get(server, "/api/v1/rules", this::rules);
    Endpoint.post(server, "/api/v1/findings/analyse", LIMITS, turns.around(this::analyse));
    Endpoint.post(server, "/api/v1/findings/dismiss", LIMITS, this::dismiss);
    Endpoint.post(server, "/api/v1/findings/reopen", LIMITS, this::reopen);
  }

  private Reply findings(Request request) throws IOException {
    Parameters parameters = request.parameters();
    String service = parameters.optional("service");
    Set<Finding.Kind> kinds =
        parameters.words("kind", Arrays.asList(Finding.Kind.values()), Finding.Kind::word);
    Set<KnownFinding.Status> statuses =
        parameters.words(
            "status", Arrays.asList(KnownFinding.Status.values()), KnownFinding.Status::word);
    long limit = parameters.number("limit", DEFAULT_FINDINGS, 1, MAX_FINDINGS);
    parameters.requireNoOthers();
    return reply(
        request,
        service,
        store.find(request.tenant(), service).stream()
            .filter(finding -> kinds.isEmpty() || kinds.contains(finding.latest().kind()))
            .filter(finding -> statuses.isEmpty() || statuses.contains(finding.status()))
            .limit(limit));
  }

  private Reply analyse(Request request) throws IOException {
    String service = request.parameters().operatorText("service");
    Range range = Range.parse(request.parameters(), clock);
    request.parameters().requireNoOthers();
    long to = Math.min(range.toMillis(), clock.millis() + 1);
    if (to <= range.fromMillis()) {
      throw new BadParameterException("to_millis", "the range is empty, or has not begun");
    }
    if (!analyses.hasReported(request.tenant(), service, range.fromMillis(), to)) {
      throw new BadParameterException("service", "has not reported in this range");
    }
    analyses.analyse(request.tenant(), service, range.fromMillis(), to);
    return reply(
        request, service, store.find(request.tenant(), service).stream().limit(DEFAULT_FINDINGS));
  }

  private Reply dismiss(Request request) throws IOException {
    String by = request.who();
    String reason = request.parameters().operatorText("reason");
    return change(request, finding -> finding.dismissed(by, reason, clock.millis()));
  }

  private Reply reopen(Request request) throws IOException {
    return change(request, KnownFinding::reopened);
  }

  private Reply change(Request request, UnaryOperator<KnownFinding> change) throws IOException {
    String id = request.parameters().text("id");
    request.parameters().requireNoOthers();
    KnownFinding now =
        store
            .change(request.tenant(), id, change)
            .orElseThrow(() -> new BadParameterException("id", "no finding has it"));
    return Reply.json(json -> FindingsJson.write(json, now));
  }

  private Reply reply(Request request, String service, Stream<KnownFinding> findings)
      throws IOException {
    List<KnownFinding> listed = findings.toList();
    return Reply.json(
        json -> FindingsJson.write(json, listed, store.analyses(request.tenant(), service)));
  }

  private Reply rules(Request request) throws IOException {
    request.parameters().requireNoOthers();
    return Reply.json(json -> RulesJson.write(json, rules));
  }
}
