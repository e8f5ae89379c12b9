package io.tandemprofiler.collector;

import io.tandemprofiler.collector.access.Actor;
import io.tandemprofiler.collector.access.Tokens;
import io.tandemprofiler.collector.access.Tokens.Wanted;
import io.tandemprofiler.collector.analysis.Rules;
import io.tandemprofiler.collector.store.AccessStore;
import io.tandemprofiler.collector.store.Retention;
import io.tandemprofiler.collector.store.Right;
import io.tandemprofiler.collector.store.SqliteAccessStore;
import java.net.InetAddress;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A collector that asks who comes, and a folder into which tokens can be put beside it. */
final class AuthenticatedCollector implements AutoCloseable {
  private static final Actor TEST = new Actor("test", "");

  private final Path folder;
  private final Clock clock;
  private final Collector collector;
  private final Map<String, String> tokens = new HashMap<>();

  private AuthenticatedCollector(Path folder, Clock clock, Collector collector) {
    this.folder = folder;
    this.clock = clock;
    this.collector = collector;
  }

  static AuthenticatedCollector start(Path folder, Clock clock) throws StartException {
    return new AuthenticatedCollector(
        folder,
        clock,
        Collector.start(
            new Collector.Listening(InetAddress.getLoopbackAddress(), 0, Optional.empty(), true),
            folder,
            Retention.DEFAULT,
            Rules.builtIn(),
            Optional.empty(),
            clock));
  }

  /** A token with these rights, the same for the same question. */
  String token(String tenant, String services, Right... rights) throws Exception {
    String question = tenant + " " + services + " " + List.of(rights);
    if (!tokens.containsKey(question)) {
      tokens.put(question, make(tenant, services, rights));
    }
    return tokens.get(question);
  }

  /** As a command does, in another connection; waits until it is taken. */
  private String make(String tenant, String services, Right... rights) throws Exception {
    String secret;
    try (AccessStore store = SqliteAccessStore.open(folder)) {
      secret =
          new Tokens(store, clock)
              .create(
                  new Wanted("of " + tenant, tenant, services, Set.of(rights)),
                  Optional.empty(),
                  TEST)
              .secret();
    }
    while (get("collector", secret).statusCode() == 401) {
      Thread.sleep(50); // until the register has read the store again
    }
    return secret;
  }

  Collector collector() {
    return collector;
  }

  Agent agent(String token) {
    return Agent.showing(collector.url(), token);
  }

  HttpResponse<byte[]> get(String query, String token) throws Exception {
    return Http.get(url(query), "authorization", "Bearer " + token);
  }

  HttpResponse<byte[]> post(String query, String token) throws Exception {
    return Http.post(url(query), new byte[0], "authorization", "Bearer " + token);
  }

  /** Of a path below {@code /api/v1/}. */
  String url(String query) {
    return collector.url() + "/api/v1/" + query;
  }

  @Override
  public void close() {
    collector.close();
  }
}
