package io.tandemprofiler.collector.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import io.grpc.StatusRuntimeException;
import io.tandemprofiler.collector.Agent;
import io.tandemprofiler.collector.Uploads;
import io.tandemprofiler.collector.access.AccessControl;
import io.tandemprofiler.collector.store.Block;
import io.tandemprofiler.collector.store.InMemoryAgentSettingsStore;
import io.tandemprofiler.collector.store.InMemoryProfileStore;
import io.tandemprofiler.collector.store.ProducerActivity;
import io.tandemprofiler.collector.store.ProfileSelection;
import io.tandemprofiler.collector.store.ProfileStore;
import io.tandemprofiler.collector.store.Resolution;
import io.tandemprofiler.collector.store.StorageException;
import io.tandemprofiler.model.Upload;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an agent is answered where the collector itself is in trouble. */
final class ProfilerServiceTest {
  private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(1000), ZoneOffset.UTC);
  private static final long MAX_BYTES = 1 << 20;
  private static final FailingStore STORE = new FailingStore();

  private static Server server;
  private static ProfilerService service;
  private static Agent agent;

  @BeforeAll
  static void start() {
    service =
        new ProfilerService(
            STORE,
            new AgentConfigurations(new InMemoryAgentSettingsStore(), CLOCK),
            CLOCK,
            MAX_BYTES);
    ServerBuilder builder =
        Server.builder().http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    service.addTo(builder);
    AccessControl.addOpenTo(builder);
    server = builder.build();
    server.start().join();
    agent = new Agent("http://127.0.0.1:" + server.activeLocalPort());
  }

  @AfterAll
  static void stop() {
    agent.close();
    server.stop().join();
    service.close();
  }

  @Test
  void upload_isSentAgainAfterAStorageFailure() {
    STORE.failure = new StorageException("append: disk full", null);
    assertThatThrownBy(() -> agent.upload(request(1)))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessage("UNAVAILABLE: storage failed; send it again later");
    STORE.failure = new IllegalStateException("a defect");
    assertThatThrownBy(() -> agent.upload(request(1)))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessage("INTERNAL: the collector failed; its log says why");
    STORE.failure = null;
    assertThat(agent.upload(request(1))).isEmpty();
  }

  @Test
  void upload_isSentAgainWhereMemoryDoesNotSuffice() {
    byte[] large = new byte[(int) MAX_BYTES];
    assertThatThrownBy(() -> agent.upload(large))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("RESOURCE_EXHAUSTED: more than 1048576 bytes are being received");
    assertThatThrownBy(() -> agent.uploadGzipped(large)) // small as sent, large inflated
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("RESOURCE_EXHAUSTED");
    // what was refused gave its bytes back
    assertThat(agent.upload(request(2))).isEmpty();
  }

  @Test
  void upload_givesItsBytesBack() {
    byte[] half = new byte[(int) MAX_BYTES / 2];
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> agent.upload(half))
          .isInstanceOf(StatusRuntimeException.class)
          .hasMessageContaining("INVALID_ARGUMENT: R2");
    }
  }

  private static byte[] request(long id) {
    return Uploads.upload(id).cpu(10, "main 1").request();
  }

  /** Fails as it is told to. */
  private static final class FailingStore implements ProfileStore {
    private final ProfileStore store = new InMemoryProfileStore();
    private volatile RuntimeException failure;

    @Override
    public CompletableFuture<Void> append(String tenant, Upload upload, byte[] bytes) {
      return failure == null
          ? store.append(tenant, upload, bytes)
          : CompletableFuture.failedFuture(failure);
    }

    @Override
    public void scan(ProfileSelection selection, Resolution coarsest, Consumer<Block> visitor) {
      store.scan(selection, coarsest, visitor);
    }

    @Override
    public List<ProducerActivity> producers(String tenant, long fromMillis, long toMillis) {
      return store.producers(tenant, fromMillis, toMillis);
    }

    @Override
    public Set<String> tenants() {
      return store.tenants();
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
