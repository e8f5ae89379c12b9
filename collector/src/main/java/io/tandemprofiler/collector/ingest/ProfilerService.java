package io.tandemprofiler.collector.ingest;

import com.linecorp.armeria.server.ServerBuilder;
import io.tandemprofiler.collector.access.Caller;
import io.tandemprofiler.collector.store.ProfileStore;
import io.tandemprofiler.model.Upload;
import io.tandemprofiler.wire.ConfigurationCodec;
import io.tandemprofiler.wire.RefusedException;
import io.tandemprofiler.wire.UploadReader;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The gRPC service {@code tandem.v1.ProfilerService}. Thread-safe. */
public final class ProfilerService implements AutoCloseable {
  private static final String PATH = "/tandem.v1.ProfilerService/";
  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final byte[] UPLOAD_RESPONSE = {};

  private final ProfileStore store;
  private final AgentConfigurations configurations;
  private final ArrivalRule arrival;
  private final BytesInFlight inFlight;
  private final UploadCounts counts = new UploadCounts();
  private final ExecutorService executor;

  /**
   * @param maxBytesInFlight held by all calls together, as sent and inflated; more calls are
   *     answered RESOURCE_EXHAUSTED
   */
  public ProfilerService(
      ProfileStore store, AgentConfigurations configurations, Clock clock, long maxBytesInFlight) {
    this.store = store;
    this.configurations = configurations;
    this.arrival = new ArrivalRule(clock);
    this.inFlight = new BytesInFlight(maxBytesInFlight);
    this.executor =
        Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(), ProfilerService::thread);
  }

  /** Serves the two methods. */
  public void addTo(ServerBuilder server) {
    add(server, "Upload", this::upload);
    add(server, "Configure", this::configure);
  }

  /** What became of uploads so far. */
  public UploadCounts counts() {
    return counts;
  }

  /** Ends the threads once the calls under way are answered. */
  @Override
  public void close() {
    executor.shutdown();
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "ingest");
    thread.setDaemon(true);
    return thread;
  }

  // Armeria's own limit answers in HTTP, not in gRPC: the service counts for itself.
  private void add(ServerBuilder server, String name, UnaryGrpcService.Method method) {
    server
        .route()
        .path(PATH + name)
        .maxRequestLength(0)
        .requestTimeout(TIMEOUT)
        .build(new UnaryGrpcService(name, method, inFlight, executor, counts));
  }

  private CompletionStage<byte[]> upload(Caller caller, byte[] request) throws RefusedException {
    byte[] bytes = UploadReader.uploadBytes(request);
    Upload upload = UploadReader.read(bytes);
    requireOf(caller, upload.producer().service());
    arrival.require(upload.profile());
    return store
        .append(caller.tenant(), upload, bytes)
        .thenApply(
            durable -> {
              counts.accept(bytes.length);
              return UPLOAD_RESPONSE;
            });
  }

  private CompletionStage<byte[]> configure(Caller caller, byte[] request) throws RefusedException {
    String service = ConfigurationCodec.readRequest(request).service();
    requireOf(caller, service);
    return CompletableFuture.completedFuture(
        ConfigurationCodec.write(configurations.answer(caller.tenant(), service)));
  }

  private static void requireOf(Caller caller, String service) {
    if (!caller.services().matches(service)) {
      throw new CallException(
          CallException.PERMISSION_DENIED,
          String.format(
              "%s is good for services like '%s', not for '%s'",
              caller.name(), caller.services().text(), service));
    }
  }
}
