package io.tandemprofiler.collector;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerPort;
import com.linecorp.armeria.server.ServerTlsConfig;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.encoding.EncodingService;
import io.tandemprofiler.collector.access.AccessControl;
import io.tandemprofiler.collector.access.AccessRegister;
import io.tandemprofiler.collector.access.Logins;
import io.tandemprofiler.collector.access.SessionAuthenticator;
import io.tandemprofiler.collector.access.TokenAuthenticator;
import io.tandemprofiler.collector.analysis.Analyses;
import io.tandemprofiler.collector.analysis.AnomalyAnalyst;
import io.tandemprofiler.collector.analysis.HeapAnalyst;
import io.tandemprofiler.collector.analysis.PeriodicAnalysis;
import io.tandemprofiler.collector.analysis.Recommendations;
import io.tandemprofiler.collector.analysis.Rules;
import io.tandemprofiler.collector.analysis.ServiceHistories;
import io.tandemprofiler.collector.ingest.AgentConfigurations;
import io.tandemprofiler.collector.ingest.ProfilerService;
import io.tandemprofiler.collector.notify.Webhook;
import io.tandemprofiler.collector.store.AgentSettingsStore;
import io.tandemprofiler.collector.store.DataFolder;
import io.tandemprofiler.collector.store.DiskUse;
import io.tandemprofiler.collector.store.FindingStore;
import io.tandemprofiler.collector.store.LayeredProfileStore;
import io.tandemprofiler.collector.store.PeriodicUpkeep;
import io.tandemprofiler.collector.store.ProfileStore;
import io.tandemprofiler.collector.store.Retention;
import io.tandemprofiler.collector.store.SqliteAccessStore;
import io.tandemprofiler.collector.store.SqliteAgentSettingsStore;
import io.tandemprofiler.collector.store.SqliteFindingStore;
import io.tandemprofiler.collector.store.StorageException;
import io.tandemprofiler.collector.store.Stores;
import io.tandemprofiler.collector.store.Upkeep;
import io.tandemprofiler.collector.tls.CertificateFiles;
import io.tandemprofiler.collector.tls.HttpsOnly;
import io.tandemprofiler.collector.view.About;
import io.tandemprofiler.collector.view.AccessApi;
import io.tandemprofiler.collector.view.Guard;
import io.tandemprofiler.collector.view.HealthApi;
import io.tandemprofiler.collector.view.LoginPage;
import io.tandemprofiler.collector.view.MetricsApi;
import io.tandemprofiler.collector.view.RestApi;
import io.tandemprofiler.collector.view.WebPage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;

/** A running collector: its store, its services and the port they share. */
final class Collector implements AutoCloseable {
  private static final Duration QUIET = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration QUERY_PATIENCE = Duration.ofSeconds(20);
  private static final long MIN_BYTES_IN_FLIGHT = 96L << 20; // one message of the largest size
  private static final long MAX_BYTES_IN_FLIGHT = 256L << 20;
  private static final int MAX_STREAMS = 256;

  /**
   * Where it listens.
   *
   * @param port 0 for any free one
   * @param certificates what it shows; without them it does not encrypt
   * @param authenticated whether who comes must say who they are
   */
  record Listening(
      InetAddress host, int port, Optional<CertificateFiles> certificates, boolean authenticated) {}

  private final DataFolder folder;
  private final ProfileStore store;
  private final PeriodicUpkeep upkeep;
  private final Optional<AccessRegister> access;
  private final AgentSettingsStore settings;
  private final FindingStore findings;
  private final Optional<Webhook> webhook;
  private final PeriodicAnalysis analysis;
  private final ProfilerService profilerService;
  private final HealthApi health;
  private final Server server;

  private Collector(
      DataFolder folder,
      ProfileStore store,
      PeriodicUpkeep upkeep,
      Optional<AccessRegister> access,
      AgentSettingsStore settings,
      FindingStore findings,
      Optional<Webhook> webhook,
      PeriodicAnalysis analysis,
      ProfilerService profilerService,
      HealthApi health,
      Server server) {
    this.folder = folder;
    this.store = store;
    this.upkeep = upkeep;
    this.access = access;
    this.settings = settings;
    this.findings = findings;
    this.webhook = webhook;
    this.analysis = analysis;
    this.profilerService = profilerService;
    this.health = health;
    this.server = server;
  }

  /** Starts listening on loopback in clear, with the rules that come with the collector. */
  static Collector start(InetAddress host, int port, Path data, Retention retention, Clock clock)
      throws StartException {
    Listening listening = new Listening(host, port, Optional.empty(), false);
    return start(listening, data, retention, Rules.builtIn(), Optional.empty(), clock);
  }

  /**
   * Starts listening.
   *
   * @param rules of recommendations
   * @param webhook is told of findings that open, and closed with the collector
   * @throws StartException where the folder or the port is in use
   */
  static Collector start(
      Listening listening,
      Path data,
      Retention retention,
      Rules rules,
      Optional<Webhook> webhook,
      Clock clock)
      throws StartException {
    DataFolder folder = hold(data);
    try {
      AgentSettingsStore settings = SqliteAgentSettingsStore.open(folder);
      Stores stores = Stores.open(folder);
      ProfileStore store = LayeredProfileStore.open(stores, clock, dictionaryBytes());
      PeriodicUpkeep upkeep = new PeriodicUpkeep(new Upkeep(stores, clock, retention));
      AgentConfigurations configurations = new AgentConfigurations(settings, clock);
      ProfilerService profilerService =
          new ProfilerService(store, configurations, clock, bytesInFlight());
      FindingStore findings = SqliteFindingStore.open(folder);
      ServiceHistories histories = new ServiceHistories(store);
      Analyses analyses =
          new Analyses(
              store,
              findings,
              List.of(
                  new Recommendations(rules.rules()),
                  new AnomalyAnalyst(histories),
                  new HeapAnalyst(histories)),
              clock,
              news -> webhook.ifPresent(hook -> hook.accept(news)));
      RestApi api =
          new RestApi(
              store,
              configurations,
              analyses,
              rules,
              clock,
              about(listening),
              WebPage.flameTemplate(),
              QUERY_PATIENCE);
      MetricsApi metrics =
          new MetricsApi(profilerService.counts(), findings, new DiskUse(folder, stores), webhook);
      HealthApi health = new HealthApi(folder);
      Optional<AccessRegister> access =
          listening.authenticated()
              ? Optional.of(new AccessRegister(SqliteAccessStore.open(folder.path())))
              : Optional.empty();
      Server server = server(listening, access, profilerService, api, health, metrics, clock);
      Collector collector =
          new Collector(
              folder,
              store,
              upkeep,
              access,
              settings,
              findings,
              webhook,
              new PeriodicAnalysis(analyses),
              profilerService,
              health,
              server);
      collector.listen(listening);
      return collector;
    } catch (StorageException e) {
      folder.close();
      throw new StartException(e.getMessage(), e);
    }
  }

  /** Where browsers and agents find it. */
  String url() {
    ServerPort port = server.activePort();
    InetSocketAddress address = port.localAddress();
    String scheme = port.hasTls() ? "https://" : "http://";
    String host = address.getAddress().getHostAddress();
    return scheme + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  Path data() {
    return folder.path();
  }

  /** Says that it is not ready any more, and goes on answering. */
  void drain() {
    health.drain();
  }

  /** Patterns of everything that is served, each with the methods that it is served by. */
  Map<String, Set<HttpMethod>> routes() {
    Map<String, Set<HttpMethod>> routes = new TreeMap<>();
    for (ServiceConfig config : server.config().serviceConfigs()) {
      routes
          .computeIfAbsent(config.route().patternString(), pattern -> new TreeSet<>())
          .addAll(config.route().methods());
    }
    return routes;
  }

  /**
   * Answers what is under way, then stops; everything acknowledged is on disk before it returns.
   */
  @Override
  public void close() {
    server.stop().join();
    profilerService.close();
    analysis.close();
    webhook.ifPresent(Webhook::close);
    upkeep.close();
    store.close();
    access.ifPresent(AccessRegister::close);
    settings.close();
    findings.close();
    folder.close();
  }

  private void listen(Listening listening) throws StartException {
    try {
      server.start().join();
    } catch (CompletionException e) {
      close();
      throw new StartException(
          String.format(
              "cannot listen on %s port %d: %s; choose another with --port, 0 for any free one,"
                  + " or with --listen",
              listening.host().getHostAddress(), listening.port(), reason(e.getCause())),
          e);
    }
  }

  /** Without the name of the system call, which tells a user nothing. */
  private static String reason(Throwable cause) {
    return cause.getMessage().replaceFirst("^bind\\S* failed with error\\S* ", "");
  }

  private static DataFolder hold(Path data) throws StartException {
    try {
      return DataFolder.hold(data);
    } catch (StorageException e) {
      throw new StartException(e.getMessage() + "; choose another with --data", e);
    }
  }

  private static Server server(
      Listening listening,
      Optional<AccessRegister> access,
      ProfilerService profiler,
      RestApi api,
      HealthApi health,
      MetricsApi metrics,
      Clock clock) {
    ServerBuilder builder =
        Server.builder()
            .disableServerHeader()
            .http2MaxStreamsPerConnection(MAX_STREAMS)
            .gracefulShutdownTimeout(QUIET, PATIENCE);
    profiler.addTo(builder);
    api.addTo(builder);
    health.addTo(builder);
    boolean isEncrypted = listening.certificates().isPresent();
    access.ifPresent(
        register -> {
          new AccessApi(register, clock).addTo(builder);
          new LoginPage(new Logins(register, clock), isEncrypted).addTo(builder);
        });
    WebPage.addTo(builder);
    builder.decorator(EncodingService.newDecorator());
    access.ifPresentOrElse(
        register ->
            AccessControl.addTo(
                builder,
                List.of(
                    new TokenAuthenticator(register, clock),
                    new SessionAuthenticator(register, clock))),
        () -> AccessControl.addOpenTo(builder));
    Guard.addTo(builder, listening.host().isLoopbackAddress());
    metrics.addTo(builder); // around the guard: what it refuses is counted, too
    InetSocketAddress address = new InetSocketAddress(listening.host(), listening.port());
    if (listening.certificates().isPresent()) {
      encrypt(builder, address, listening.certificates().get());
    } else {
      builder.port(address, SessionProtocol.HTTP);
    }
    return builder.build();
  }

  private static About about(Listening listening) {
    return new About(
        Version.number(),
        !listening.host().isLoopbackAddress(),
        listening.certificates().isPresent(),
        listening.certificates().map(CertificateFiles::knowsClients).orElse(false),
        listening.authenticated());
  }

  private static void encrypt(
      ServerBuilder builder, InetSocketAddress address, CertificateFiles certificates) {
    builder
        .port(address, SessionProtocol.HTTP, SessionProtocol.HTTPS)
        .tlsProvider(
            certificates,
            ServerTlsConfig.builder()
                .clientAuth(certificates.clientAuth())
                .tlsCustomizer(tls -> tls.protocols("TLSv1.3", "TLSv1.2"))
                .build())
        .decorator(HttpsOnly::new); // the outermost
  }

  /** A sixteenth of the heap: some hundred services that upload at the same time. */
  private static long dictionaryBytes() {
    return Runtime.getRuntime().maxMemory() / 16;
  }

  /**
   * An eighth of the heap: what is decoded takes a multiple of its bytes. A small heap gives more,
   * so that the largest message fits, but never over a quarter.
   */
  private static long bytesInFlight() {
    long heap = Runtime.getRuntime().maxMemory();
    long least = Math.min(MIN_BYTES_IN_FLIGHT, heap / 4);
    return Math.max(least, Math.min(MAX_BYTES_IN_FLIGHT, heap / 8));
  }
}
