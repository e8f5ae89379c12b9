package io.tandemprofiler.collector.view;

import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.ServerBuilder;
import io.tandemprofiler.collector.analysis.Analyses;
import io.tandemprofiler.collector.analysis.Rules;
import io.tandemprofiler.collector.ingest.AgentConfigurations;
import io.tandemprofiler.collector.store.ProfileStore;
import java.time.Clock;
import java.time.Duration;

/** The REST API. Thread-safe. */
public final class RestApi {
  private static final int FLAMES_AT_ONCE = 2; // each holds a tree as large as what is stored
  private static final int LISTS_AT_ONCE = 4; // each holds the descriptions of all agents

  private static final MediaType YAML = MediaType.create("application", "yaml");

  private final ProfileStore store;
  private final AgentConfigurations configurations;
  private final Analyses analyses;
  private final Rules rules;
  private final Clock clock;
  private final About about;
  private final FlamePage page;
  private final Turns turns;
  private final Turns listTurns;

  /**
   * @param flamePage the HTML that {@code flamegraph.html} fills
   * @param patience how long a request waits while others are answered
   */
  public RestApi(
      ProfileStore store,
      AgentConfigurations configurations,
      Analyses analyses,
      Rules rules,
      Clock clock,
      About about,
      String flamePage,
      Duration patience) {
    this.store = store;
    this.configurations = configurations;
    this.analyses = analyses;
    this.rules = rules;
    this.clock = clock;
    this.about = about;
    this.page = new FlamePage(flamePage);
    this.turns = new Turns(FLAMES_AT_ONCE, patience);
    this.listTurns = new Turns(LISTS_AT_ONCE, patience);
  }

  /** Serves everything below {@code /api/v1}, and {@code /health}. */
  public void addTo(ServerBuilder server) {
    new AboutApi(about, configurations).addTo(server);
    Endpoint.get(server, "/api/v1/openapi.yaml", request -> openApi());
    new QueryApi(store, analyses.findings(), clock, turns, listTurns).addTo(server);
    new ExportApi(store, clock, turns, page).addTo(server);
    new SettingsApi(configurations, clock).addTo(server);
    new ImportApi(store, clock).addTo(server);
    new SampleApi(store, clock).addTo(server);
    new FindingsApi(analyses, rules, clock, turns).addTo(server);
  }

  private static Reply openApi() {
    return Reply.of(HttpStatus.OK, YAML, WebPage.resource("openapi.yaml"));
  }
}
