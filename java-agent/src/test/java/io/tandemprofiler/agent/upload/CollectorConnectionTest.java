package io.tandemprofiler.agent.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.StatusRuntimeException;
import io.tandemprofiler.agent.CollectorStandIn;
import io.tandemprofiler.agent.sampler.OwnThreads;
import io.tandemprofiler.wire.ConfigurationCodec;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class CollectorConnectionTest {
  private static final int CONNECTIONS = 300;

  private final List<String> log = new CopyOnWriteArrayList<>();
  private final OwnThreads own = new OwnThreads(log::add);

  /** Where gRPC's threads still hand each other work, an error would end all of the agent. */
  @Test
  void close_whileAnswersArrive_endsNoThreadByAnError() throws IOException {
    try (CollectorStandIn collector = new CollectorStandIn()) {
      for (int i = 0; i < CONNECTIONS; i++) {
        askAndClose(URI.create(collector.url()));
      }
    }

    assertThat(log).isEmpty();
  }

  private void askAndClose(URI collector) throws IOException {
    CollectorConnection connection =
        new CollectorConnection(collector, Credentials.NONE, "test", own);
    connection.configure(ConfigurationCodec.writeRequest(UploaderTest.PRODUCER), 60_000);
    Thread asking = own.newThread("asking", () -> askUntilClosed(connection));
    asking.start();
    connection.close();
    try {
      asking.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void askUntilClosed(CollectorConnection connection) {
    try {
      while (true) {
        connection.configure(ConfigurationCodec.writeRequest(UploaderTest.PRODUCER), 60_000);
      }
    } catch (StatusRuntimeException | IOException e) {
      // closed
    }
  }
}
