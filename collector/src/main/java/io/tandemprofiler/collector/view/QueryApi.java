package io.tandemprofiler.collector.view;

import com.linecorp.armeria.server.ServerBuilder;
import io.tandemprofiler.collector.query.Agents;
import io.tandemprofiler.collector.query.CalleesFirst;
import io.tandemprofiler.collector.query.Difference;
import io.tandemprofiler.collector.query.FlameQuestion;
import io.tandemprofiler.collector.query.FlameTree;
import io.tandemprofiler.collector.query.FrameCalls;
import io.tandemprofiler.collector.query.HeapOverTime;
import io.tandemprofiler.collector.query.Labels;
import io.tandemprofiler.collector.query.Order;
import io.tandemprofiler.collector.query.Overview;
import io.tandemprofiler.collector.query.ProcessesOverTime;
import io.tandemprofiler.collector.query.Rate;
import io.tandemprofiler.collector.query.Scale;
import io.tandemprofiler.collector.query.Services;
import io.tandemprofiler.collector.query.Timeline;
import io.tandemprofiler.collector.query.TopFunctions;
import io.tandemprofiler.collector.query.TopLines;
import io.tandemprofiler.collector.store.FindingStore;
import io.tandemprofiler.collector.store.OpenFindings;
import io.tandemprofiler.collector.store.ProfileSelection;
import io.tandemprofiler.collector.store.ProfileStore;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.Measure;
import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The questions of the API: reads parameters, asks, and answers as JSON. Thread-safe. */
final class QueryApi {
  private static final int MAX_ROWS = 10_000;
  private static final int DEFAULT_ROWS = 100;
  private static final int MAX_SERVICES = 1000;
  private static final int DEFAULT_STEPS = 120;
  private static final long MAX_POINTS = 1_000_000; // each a few bytes of JSON, twice in memory

  private final ProfileStore store;
  private final FindingStore findings;
  private final Clock clock;
  private final Turns turns;
  private final Turns listTurns;

  /**
   * @param findings of which the overview counts those that are open
   * @param turns of questions that hold a tree
   * @param listTurns of those that only list what there is, and are not to wait for the others
   */
  QueryApi(ProfileStore store, FindingStore findings, Clock clock, Turns turns, Turns listTurns) {
    this.store = store;
    this.findings = findings;
    this.clock = clock;
    this.turns = turns;
    this.listTurns = listTurns;
  }

  void addTo(ServerBuilder server) {
    Endpoint.get(server, "/api/v1/services", listTurns.around(this::services));
    Endpoint.get(server, "/api/v1/labels", listTurns.around(this::labels));
    Endpoint.get(server, "/api/v1/agents", listTurns.around(this::agents));
    Endpoint.get(server, "/api/v1/overview", turns.around(this::overview));
    Endpoint.get(server, "/api/v1/flamegraph", turns.around(this::flamegraph));
    Endpoint.get(server, "/api/v1/frame", turns.around(this::frame));
    Endpoint.get(server, "/api/v1/functions", turns.around(this::functions));
    Endpoint.get(server, "/api/v1/lines", turns.around(this::lines));
    Endpoint.get(server, "/api/v1/timeline", turns.around(this::timeline));
    Endpoint.get(server, "/api/v1/difference", turns.around(this::difference));
    Endpoint.get(server, "/api/v1/heap", turns.around(this::heap));
    Endpoint.get(server, "/api/v1/processes", turns.around(this::processes));
  }

  private Reply services(Request request) throws IOException {
    Parameters parameters = request.parameters();
    long from = parameters.millis("from_millis", 0);
    long to = parameters.millis("to_millis", Parameters.MAX_MILLIS);
    parameters.requireNoOthers();
    var services = Services.find(request.ask(store), request.tenant(), from, to);
    return Reply.json(json -> ServicesJson.write(json, services)).lastingIf(to <= clock.millis());
  }

  private Reply labels(Request request) throws IOException {
    Parameters parameters = request.parameters();
    String service = parameters.text("service");
    long from = parameters.millis("from_millis", 0);
    long to = parameters.millis("to_millis", Parameters.MAX_MILLIS);
    parameters.requireNoOthers();
    var labels = Labels.find(request.ask(store), request.tenant(), service, from, to);
    return Reply.json(json -> AgentsJson.writeLabels(json, service, labels))
        .lastingIf(to <= clock.millis());
  }

  private Reply overview(Request request) throws IOException {
    Parameters parameters = request.parameters();
    Range range = Range.parse(parameters, clock);
    int limit = (int) parameters.number("limit", DEFAULT_ROWS, 1, MAX_SERVICES);
    long step = stepMillis(parameters, range, limit);
    requirePoints(range, step, limit, "services");
    parameters.requireNoOthers();
    Overview overview =
        Overview.find(
            request.ask(store),
            request.tenant(),
            range.fromMillis(),
            range.toMillis(),
            step,
            limit);
    Map<String, Integer> open = new HashMap<>();
    for (OpenFindings some : findings.countOpen(request.tenant())) {
      open.merge(some.service(), some.count(), Integer::sum);
    }
    return Reply.json(json -> OverviewJson.write(json, range, step, overview, open))
        .lastingIf(range.closed());
  }

  private Reply flamegraph(Request request) throws IOException {
    FlameRequest asked = FlameRequest.parse(request, clock);
    boolean calleesFirst =
        request.parameters().word("first", First.CALLERS, First.ALL, First::word) == First.CALLEES;
    request.parameters().requireNoOthers();
    FlameTree tree =
        calleesFirst
            ? CalleesFirst.of(
                find(request, asked.question().whole()),
                asked.question().minShare(),
                asked.question().maxNodes())
            : find(request, asked.question());
    return Reply.json(json -> FlameJson.write(json, asked.question(), tree))
        .lastingIf(asked.closed());
  }

  private Reply frame(Request request) throws IOException {
    Parameters parameters = request.parameters();
    FlameRequest asked = FlameRequest.whole(request, clock);
    double minShare = FlameRequest.minShare(parameters);
    int maxNodes = FlameRequest.maxNodes(parameters);
    Frame frame =
        new Frame(
            parameters.word(
                "language", Language.UNSPECIFIED, List.of(Language.values()), Language::word),
            parameters.optional("owner"),
            parameters.text("function"));
    parameters.requireNoOthers();
    FlameTree tree = find(request, asked.question());
    FrameCalls calls = FrameCalls.of(tree, frame, minShare, maxNodes);
    return Reply.json(json -> RankingJson.writeCalls(json, asked.question(), tree, calls))
        .lastingIf(asked.closed());
  }

  private Reply functions(Request request) throws IOException {
    Parameters parameters = request.parameters();
    FlameRequest asked = FlameRequest.whole(request, clock);
    Order order = order(parameters);
    int limit = limit(parameters);
    parameters.requireNoOthers();
    FlameTree tree = find(request, asked.question());
    TopFunctions top = TopFunctions.of(tree, order, limit);
    return Reply.json(json -> RankingJson.writeFunctions(json, asked.question(), tree, top))
        .lastingIf(asked.closed());
  }

  private Reply lines(Request request) throws IOException {
    Parameters parameters = request.parameters();
    Range range = Range.parse(parameters, clock);
    ProfileSelection selection = FlameRequest.selection(request, range);
    Measure measure = FlameRequest.measure(parameters);
    Order order = order(parameters);
    int limit = limit(parameters);
    parameters.requireNoOthers();
    TopLines top = TopLines.find(request.ask(store), selection, measure, order, limit);
    return Reply.json(json -> RankingJson.writeLines(json, selection, measure, top))
        .lastingIf(range.closed());
  }

  private Reply timeline(Request request) throws IOException {
    Parameters parameters = request.parameters();
    Range range = Range.parse(parameters, clock);
    ProfileSelection selection = FlameRequest.selection(request, range);
    Measure measure = FlameRequest.measure(parameters);
    long step = stepMillis(parameters, range);
    parameters.requireNoOthers();
    Timeline timeline = Timeline.find(request.ask(store), selection, measure, step);
    return Reply.json(json -> TimeJson.writeTimeline(json, selection, measure, timeline))
        .lastingIf(range.closed());
  }

  private Reply heap(Request request) throws IOException {
    Parameters parameters = request.parameters();
    Range range = Range.parse(parameters, clock);
    ProfileSelection selection = FlameRequest.selection(request, range);
    int limit = limit(parameters);
    long step = stepMillis(parameters, range, limit);
    requirePoints(range, step, limit, "classes");
    parameters.requireNoOthers();
    HeapOverTime heap = HeapOverTime.find(request.ask(store), selection, step, limit);
    return Reply.json(json -> TimeJson.writeHeap(json, selection, heap)).lastingIf(range.closed());
  }

  private Reply processes(Request request) throws IOException {
    Parameters parameters = request.parameters();
    Range range = Range.parse(parameters, clock);
    ProfileSelection selection = FlameRequest.selection(request, range);
    long step = stepMillis(parameters, range);
    parameters.requireNoOthers();
    ProcessesOverTime processes = ProcessesOverTime.find(request.ask(store), selection, step);
    return Reply.json(json -> TimeJson.writeProcesses(json, selection, processes))
        .lastingIf(range.closed());
  }

  private Reply difference(Request request) throws IOException {
    Parameters parameters = request.parameters();
    FlameRequest before = FlameRequest.side(request, "before_", clock);
    FlameRequest after = FlameRequest.side(request, "after_", clock);
    boolean perSecond =
        parameters
            .word("scale", "share", List.of("share", "per_second"), word -> word)
            .equals("per_second");
    double minShare = FlameRequest.minShare(parameters);
    int maxNodes = FlameRequest.maxNodes(parameters);
    int limit = limit(parameters);
    parameters.requireNoOthers();
    DifferenceJson answer =
        compare(
            request.ask(store), before.question(), after.question(), perSecond, minShare, maxNodes);
    return Reply.json(json -> answer.write(json, limit))
        .lastingIf(before.closed() && after.closed());
  }

  private static DifferenceJson compare(
      ProfileStore asked,
      FlameQuestion before,
      FlameQuestion after,
      boolean perSecond,
      double minShare,
      int maxNodes) {
    FlameTree treeBefore = FlameTree.find(asked, before);
    FlameTree treeAfter = FlameTree.find(asked, after);
    Rate rateBefore = Rate.find(asked, before);
    Rate rateAfter = Rate.find(asked, after);
    Scale scale =
        perSecond
            ? new Scale.PerSecond(rateBefore, rateAfter, treeBefore, treeAfter)
            : new Scale.Shares(treeBefore, treeAfter);
    return new DifferenceJson(
        new DifferenceJson.Side(before, treeBefore.samples(), treeBefore.total(), rateBefore),
        new DifferenceJson.Side(after, treeAfter.samples(), treeAfter.total(), rateAfter),
        perSecond ? "per_second" : "share",
        Difference.of(treeBefore, treeAfter, scale, minShare, maxNodes));
  }

  private Reply agents(Request request) throws IOException {
    Parameters parameters = request.parameters();
    Range range = Range.parse(parameters, clock);
    ProfileSelection selection = FlameRequest.selection(request, range);
    parameters.requireNoOthers();
    var agents = Agents.find(request.ask(store), selection);
    return Reply.json(json -> AgentsJson.write(json, selection, agents)).lastingIf(range.closed());
  }

  private FlameTree find(Request request, FlameQuestion question) {
    return FlameTree.find(request.ask(store), question);
  }

  private static Order order(Parameters parameters) {
    return parameters.word("order", Order.SELF, Arrays.asList(Order.values()), Order::word);
  }

  private static int limit(Parameters parameters) {
    return (int) parameters.number("limit", DEFAULT_ROWS, 1, MAX_ROWS);
  }

  private static long stepMillis(Parameters parameters, Range range) {
    return stepMillis(parameters, range, 1);
  }

  /** The step that is asked for, else a hundredth of the range or so; with it so many rows fit. */
  private static long stepMillis(Parameters parameters, Range range, int rows) {
    long millis = Math.max(1, range.toMillis() - range.fromMillis());
    long least = (millis + Timeline.MAX_STEPS - 1) / Timeline.MAX_STEPS;
    long steps = Math.min(DEFAULT_STEPS, MAX_POINTS / rows);
    long usual = (millis + steps - 1) / steps;
    return parameters.number("step_millis", usual, least, Parameters.MAX_MILLIS);
  }

  /** Refuses what would multiply to more than one answer should hold. */
  private static void requirePoints(Range range, long stepMillis, int rows, String what) {
    long millis = Math.max(1, range.toMillis() - range.fromMillis());
    long steps = (millis + stepMillis - 1) / stepMillis;
    if (steps * rows > MAX_POINTS) {
      throw new BadParameterException(
          "limit",
          String.format(
              "%d %s by %d steps are %d points, over %d: ask for fewer, or for longer steps by"
                  + " step_millis",
              rows, what, steps, steps * rows, MAX_POINTS));
    }
  }

  /** Which end of the paths stands under the root. */
  private enum First {
    CALLERS,
    CALLEES;

    private static final List<First> ALL = List.of(values());

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
