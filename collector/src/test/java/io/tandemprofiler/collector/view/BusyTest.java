package io.tandemprofiler.collector.view;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import io.tandemprofiler.collector.Uploads;
import io.tandemprofiler.collector.access.AccessControl;
import io.tandemprofiler.collector.analysis.Analyses;
import io.tandemprofiler.collector.analysis.Rules;
import io.tandemprofiler.collector.ingest.AgentConfigurations;
import io.tandemprofiler.collector.store.Block;
import io.tandemprofiler.collector.store.InMemoryAgentSettingsStore;
import io.tandemprofiler.collector.store.InMemoryFindingStore;
import io.tandemprofiler.collector.store.ProducerActivity;
import io.tandemprofiler.collector.store.ProfileSelection;
import io.tandemprofiler.collector.store.ProfileStore;
import io.tandemprofiler.collector.store.Resolution;
import io.tandemprofiler.model.Upload;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a browser is answered where others ask for flame graphs at the same time. */
final class BusyTest {
  private static final Duration FOREVER = Duration.ofDays(1);
  private static final List<String> HOLD_A_TREE =
      List.of(
          "flamegraph.html",
          "flamegraph.pb.gz",
          "flamegraph.collapsed",
          "flamegraph.speedscope.json",
          "frame",
          "functions",
          "lines",
          "timeline",
          "difference",
          "heap");

  private final HttpClient client = HttpClient.newHttpClient();
  private final SlowStore store = new SlowStore();
  private Server server;

  @AfterEach
  void stop() {
    store.block = Optional.empty();
    store.mayEnd.release(100);
    server.stop().join();
  }

  @Test
  void flamegraph_isRefusedWhileTwoAreBeingMade() throws Exception {
    start(Duration.ZERO);
    CompletableFuture<HttpResponse<String>> first = ask("flamegraph?service=s");
    CompletableFuture<HttpResponse<String>> second = ask("flamegraph.html?service=s");
    store.begun.acquire(2);

    HttpResponse<String> third = ask("flamegraph?service=s").join();
    assertThat(third.statusCode()).isEqualTo(503);
    assertThat(third.headers().firstValue("retry-after")).hasValue("5");
    assertThat(third.body())
        .isEqualTo("{\"error\":\"2 other questions are being answered; ask again later\"}");
    for (String path : HOLD_A_TREE) {
      assertThat(ask(path + "?service=s").join().statusCode()).as(path).isEqualTo(503);
    }
    assertThat(ask("services").join().statusCode()).isEqualTo(200);
    assertThat(ask("labels?service=s").join().statusCode()).isEqualTo(200);
    CompletableFuture<HttpResponse<String>> agents = ask("agents?service=s");
    while (!store.begun.tryAcquire(10, TimeUnit.MILLISECONDS)) {
      assertThat(agents).as("a list, which does not wait for the two").isNotDone();
    }

    store.mayEnd.release(4);
    assertThat(agents.join().statusCode()).isEqualTo(200);
    assertThat(first.join().statusCode()).isEqualTo(200);
    assertThat(second.join().statusCode()).isEqualTo(200);
    assertThat(ask("flamegraph?service=s").join().statusCode()).isEqualTo(200);
  }

  @Test
  void flamegraph_waitsForItsTurn() throws Exception {
    start(FOREVER);
    List<CompletableFuture<HttpResponse<String>>> all =
        List.of(
            ask("flamegraph?service=s"), ask("flamegraph?service=s"), ask("flamegraph?service=s"));
    store.begun.acquire(2);
    store.mayEnd.release(3);
    for (CompletableFuture<HttpResponse<String>> each : all) {
      assertThat(each.join().statusCode()).isEqualTo(200);
    }
  }

  /** The store would go on for ever; and a turn is free again. */
  @Test
  @Timeout(300)
  void question_endsBetweenTwoBlocksWhenWhoAskedLeft() throws Exception {
    store.block = Optional.of(Block.of(Uploads.upload(1).cpu(10, "main 1").build()));
    start(FOREVER);
    for (String path : List.of("flamegraph", "flamegraph.html", "lines", "difference", "heap")) {
      InetAddress here = InetAddress.getLoopbackAddress();
      try (Socket socket = new Socket(here, server.activeLocalPort())) {
        String head =
            "GET /api/v1/"
                + path
                + "?service=s&from_millis=0&to_millis=2000 HTTP/1.1\r\nHost: localhost\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(US_ASCII));
        store.begun.acquire();
      }
      store.ended.acquire();
    }
  }

  private void start(Duration patience) {
    ServerBuilder builder =
        Server.builder().http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Clock clock = Clock.systemUTC();
    AgentConfigurations agents = new AgentConfigurations(new InMemoryAgentSettingsStore(), clock);
    Analyses analyses =
        new Analyses(store, new InMemoryFindingStore(), List.of(), clock, news -> {});
    Rules rules = Rules.builtIn();
    About about = new About("1", false, false, false, false);
    new RestApi(store, agents, analyses, rules, clock, about, "__TANDEM_PROFILE__", patience)
        .addTo(builder);
    AccessControl.addOpenTo(builder);
    server = builder.build();
    server.start().join();
  }

  private CompletableFuture<HttpResponse<String>> ask(String query) {
    URI url = URI.create("http://127.0.0.1:" + server.activeLocalPort() + "/api/v1/" + query);
    return client.sendAsync(
        HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Tells when a scan begins and ends it when told to. */
  private static final class SlowStore implements ProfileStore {
    private final Semaphore begun = new Semaphore(0);
    private final Semaphore mayEnd = new Semaphore(0);
    private final Semaphore ended = new Semaphore(0);
    private volatile Optional<Block> block = Optional.empty(); // given without end where it is set

    @Override
    public CompletableFuture<Void> append(String tenant, Upload upload, byte[] bytes) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void scan(ProfileSelection selection, Resolution coarsest, Consumer<Block> visitor) {
      begun.release();
      try {
        while (block.isPresent()) {
          visitor.accept(block.get());
        }
        mayEnd.acquireUninterruptibly();
      } finally {
        ended.release();
      }
    }

    @Override
    public List<ProducerActivity> producers(String tenant, long fromMillis, long toMillis) {
      return List.of();
    }

    @Override
    public Set<String> tenants() {
      return Set.of();
    }

    @Override
    public void close() {
      // nothing is open
    }
  }
}
