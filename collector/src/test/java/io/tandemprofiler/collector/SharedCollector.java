package io.tandemprofiler.collector;

import io.tandemprofiler.collector.analysis.Rules;
import io.tandemprofiler.collector.notify.Webhook;
import io.tandemprofiler.collector.store.Retention;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** One collector, whose clock stands at {@link #NOW}, serves all tests of a class. */
abstract class SharedCollector {
  static final long NOW = 1_790_000_000_000L;
  static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC);

  @TempDir static Path folder;
  static Collector collector;
  static Agent agent;
  private static final AtomicInteger TESTS = new AtomicInteger();

  /** Each test has a service of its own. */
  final int test = TESTS.incrementAndGet();

  final String shop = "shop" + test;

  @BeforeAll
  static void start() throws StartException {
    collector =
        Collector.start(InetAddress.getLoopbackAddress(), 0, folder, Retention.DEFAULT, CLOCK);
    agent = new Agent(collector.url());
  }

  /** A collector for one test, which tells a webhook what it found. */
  static Collector startTelling(Path folder, Webhook webhook, Clock clock) throws StartException {
    return Collector.start(
        new Collector.Listening(InetAddress.getLoopbackAddress(), 0, Optional.empty(), false),
        folder,
        Retention.DEFAULT,
        Rules.builtIn(),
        Optional.of(webhook),
        clock);
  }

  @AfterAll
  static void stop() {
    agent.close();
    collector.close();
  }
}
