package io.tandemprofiler.agent.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.tandemprofiler.agent.CollectorStandIn;
import io.tandemprofiler.model.AgentConfiguration;
import io.tandemprofiler.model.CallTree;
import io.tandemprofiler.model.Drop;
import io.tandemprofiler.model.DropKind;
import io.tandemprofiler.model.DropReason;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.ProcessStatistics;
import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.Runtime;
import io.tandemprofiler.model.Upload;
import io.tandemprofiler.model.Window;
import io.tandemprofiler.wire.UploadText;
import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UploaderTest {
  static final int PATIENCE_SECONDS = 300;

  static final Producer PRODUCER =
      new Producer(
          "shop", "1", List.of(new Runtime(Language.JAVA, "vm", "17")), "0.1.0", List.of());

  private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
  private final BlockingQueue<AgentConfiguration> answers = new LinkedBlockingQueue<>();
  private final CollectorStandIn collector;

  @TempDir private Path folder;
  private Path audited;
  private Uploader uploader;
  private AgentConfiguration answer;

  UploaderTest() throws IOException {
    collector = new CollectorStandIn();
  }

  @BeforeEach
  void place() {
    audited = folder.resolve("audit.txt");
  }

  @AfterEach
  void close() {
    uploader.close(2_000);
    collector.close();
  }

  @Test
  void start_asksForAConfiguration() throws InterruptedException {
    AgentConfiguration asked = new AgentConfiguration(1, false, 7, 0, 0, 0);
    collector.answerWith(asked);
    start();

    assertThat(collector.nextAsking()).isEqualTo(PRODUCER);
    assertThat(answer).isEqualTo(asked);
  }

  @Test
  void offer_arrives() throws InterruptedException {
    start();
    uploader.offer(upload(1), 0);

    assertThat(collector.nextUpload().profile().window()).isEqualTo(new Window(1, 1000));
    assertThat(log).isEmpty();
  }

  @Test
  void offer_waitsForACollectorThatIsAway() throws Exception {
    int port = collector.port();
    String url = collector.url();
    collector.close();
    start(url);
    uploader.offer(upload(1), 0);

    assertThat(nextLine())
        .matches("collector " + url + " does not answer \\([A-Z_]+\\): keeping profiles");
    try (CollectorStandIn back = new CollectorStandIn(port)) {
      assertThat(back.nextUpload().profile().window()).isEqualTo(new Window(1, 1000));
      assertThat(nextLine()).matches("collector " + url + " answers again after \\d+ s");
    }
  }

  @Test
  void offer_dropsWhatIsRefusedAndSaysTheRuleOnce() throws InterruptedException {
    collector.refuseWith(Status.INVALID_ARGUMENT.withDescription("R14: node 7 goes up 9 levels"));
    start();
    uploader.offer(upload(1), 0);
    uploader.offer(upload(2), 0);
    assertThat(nextLine())
        .isEqualTo("the collector refused a profile: R14: node 7 goes up 9 levels");
    awaitDrops(new Drop(DropKind.UPLOAD, DropReason.REFUSED, 2));

    collector.refuseWith(Status.INVALID_ARGUMENT.withDescription("R15: node 2 has a twin"));
    uploader.offer(upload(3), 0);
    assertThat(nextLine()).isEqualTo("the collector refused a profile: R15: node 2 has a twin");
    awaitDrops(new Drop(DropKind.UPLOAD, DropReason.REFUSED, 1));

    collector.refuseWith(null);
    uploader.offer(upload(3), 0);
    assertThat(collector.nextUpload().profile().window()).isEqualTo(new Window(3, 1000));
    assertThat(log).isEmpty();
  }

  @Test
  void offer_keepsWhatAProxyOnTheWayRefuses() throws InterruptedException {
    collector.refuseWith(Status.UNIMPLEMENTED.withDescription("HTTP status code 404"));
    start();
    uploader.offer(upload(1), 0);
    assertThat(nextLine())
        .isEqualTo(
            "collector " + collector.url() + " does not answer (UNIMPLEMENTED): keeping profiles");

    collector.refuseWith(null);
    assertThat(collector.nextUpload().profile().window()).isEqualTo(new Window(1, 1000));
    assertThat(uploader.takeDrops()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "RESOURCE_EXHAUSTED, gRPC message exceeds maximum size 4194304: 5000000",
    "RESOURCE_EXHAUSTED, grpc: received message larger than max (5000000 vs. 4194304)",
    "UNKNOWN, HTTP status code 413"
  })
  void offer_dropsWhatIsTooLargeForTheWay(Status.Code code, String why)
      throws InterruptedException {
    collector.refuseWith(code.toStatus().withDescription(why));
    start();
    uploader.offer(upload(1), 0);
    assertThat(nextLine())
        .isEqualTo("a profile is too large for the way to the collector, and dropped");
    awaitDrops(new Drop(DropKind.UPLOAD, DropReason.LIMIT, 1));

    collector.refuseWith(null);
    uploader.offer(upload(2), 0);
    assertThat(collector.nextUpload().profile().window()).isEqualTo(new Window(2, 1000));
    assertThat(log).isEmpty();
  }

  @Test
  void offer_keepsWhatACollectorHasNoRoomForNow() throws InterruptedException {
    collector.refuseWith(Status.RESOURCE_EXHAUSTED.withDescription("send it again later"));
    start();
    uploader.offer(upload(1), 0);
    assertThat(nextLine()).contains("does not answer (RESOURCE_EXHAUSTED)");

    collector.refuseWith(null);
    assertThat(collector.nextUpload().profile().window()).isEqualTo(new Window(1, 1000));
  }

  @Test
  void offer_waitsAsLongAsTheCollectorAsks() throws InterruptedException {
    collector.refuseFor(3_000, Status.RESOURCE_EXHAUSTED.withDescription("send it again later"));
    start();
    long refused = System.nanoTime();
    uploader.offer(upload(1), 0);
    nextLine();
    collector.refuseWith(null);
    collector.nextUpload();

    assertThat(System.nanoTime() - refused).isGreaterThanOrEqualTo(3_000_000_000L);
  }

  @Test
  void close_sendsWhatWaitsThoughTheCollectorAskedForPatience() throws InterruptedException {
    collector.refuseFor(300_000, Status.RESOURCE_EXHAUSTED.withDescription("send it again later"));
    start();
    uploader.offer(upload(1), 0);
    nextLine();
    collector.refuseWith(null);
    uploader.close(PATIENCE_SECONDS * 1_000);

    assertThat(collector.nextUpload().profile().window()).isEqualTo(new Window(1, 1000));
  }

  @Test
  void start_asksNoCodeOfTheApplicationForAProxy() throws InterruptedException {
    ProxySelector before = ProxySelector.getDefault();
    AskedSelector selector = new AskedSelector();
    ProxySelector.setDefault(selector);
    try {
      start();
      uploader.offer(upload(1), 0);
      collector.nextUpload();
    } finally {
      ProxySelector.setDefault(before);
    }

    assertThat(selector.asked).isEmpty();
  }

  private static final class AskedSelector extends ProxySelector {
    final BlockingQueue<URI> asked = new LinkedBlockingQueue<>();

    @Override
    public List<Proxy> select(URI uri) {
      asked.add(uri);
      return List.of(Proxy.NO_PROXY);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
  }

  @Test
  void close_sendsWhatWaitsThoughItIsNotDue() throws InterruptedException {
    start();
    uploader.offer(upload(1), 3_600_000);
    uploader.close(PATIENCE_SECONDS * 1_000);

    assertThat(collector.nextUpload().profile().window()).isEqualTo(new Window(1, 1000));
  }

  @Test
  void offer_isAuditedOnceThoughItIsSentAgain() throws Exception {
    collector.refuseWith(Status.UNAVAILABLE);
    start();
    uploader.offer(upload(1), 0);
    nextLine();
    assertThat(audited).hasContent(UploadText.of(upload(1)));

    collector.refuseWith(null);
    collector.nextUpload();
    uploader.offer(upload(2), 0);
    collector.nextUpload();
    assertThat(Files.readString(audited))
        .isEqualTo(UploadText.of(upload(1)) + UploadText.of(upload(2)));
  }

  @Test
  void offer_withoutACollectorIsAuditedOnly() throws Exception {
    start(null);
    uploader.offer(upload(1), 0);
    uploader.close(PATIENCE_SECONDS * 1_000);

    assertThat(Files.readString(audited)).isEqualTo(UploadText.of(upload(1)));
    assertThat(uploader.takeDrops()).isEmpty();
    assertThat(log).isEmpty();
    assertThat(answers).isEmpty();
  }

  @Test
  void offer_arrivesThoughItCannotBeAudited() throws Exception {
    Files.createDirectory(audited);
    start();
    uploader.offer(upload(1), 0);
    uploader.offer(upload(2), 0);

    collector.nextUpload();
    collector.nextUpload();
    assertThat(nextLine()).startsWith("audit_file cannot be written (");
    assertThat(log).isEmpty();
  }

  /** When it returns, it has been answered: to connect may take long, and be told of. */
  private void start() throws InterruptedException {
    start(collector.url());
    answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(answer).isNotNull();
    log.clear();
  }

  private void start(String url) {
    uploader =
        new Uploader(
            new Destination(
                Optional.ofNullable(url).map(URI::create), Credentials.NONE, Optional.of(audited)),
            1 << 20,
            PRODUCER,
            Thread::new,
            Thread::new,
            log::add,
            answers::add);
    uploader.start();
  }

  private String nextLine() throws InterruptedException {
    return log.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private void awaitDrops(Drop expected) throws InterruptedException {
    long count = 0;
    while (count < expected.count()) {
      for (Drop drop : uploader.takeDrops()) {
        assertThat(drop.kind()).isEqualTo(expected.kind());
        assertThat(drop.reason()).isEqualTo(expected.reason());
        count += drop.count();
      }
      Thread.onSpinWait();
    }
    assertThat(count).isEqualTo(expected.count());
  }

  static Upload upload(long startMillis) {
    byte[] id = new byte[16];
    id[0] = 1;
    ProcessStatistics none = ProcessStatistics.none();
    return new Upload(
        id,
        PRODUCER,
        new CallTree().toProfile(new Window(startMillis, 1000), Map.of(), none, null));
  }
}
