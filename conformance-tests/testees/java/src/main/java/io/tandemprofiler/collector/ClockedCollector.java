package io.tandemprofiler.collector;

import io.tandemprofiler.collector.store.Retention;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A whole collector with an empty store, on a free port, whose clock stands still: what the suite
 * sends has fixed times, and R11 compares them with the collector's.
 */
public final class ClockedCollector implements AutoCloseable {
  private final Collector collector;

  private ClockedCollector(Collector collector) {
    this.collector = collector;
  }

  /** Starts one; its store is a new temporary folder, gone after {@link #close}. */
  public static ClockedCollector start(long nowMillis) throws IOException, StartException {
    Clock clock = Clock.fixed(Instant.ofEpochMilli(nowMillis), ZoneOffset.UTC);
    Path data = Files.createTempDirectory("tandem-testee");
    InetAddress here = InetAddress.getLoopbackAddress();
    return new ClockedCollector(Collector.start(here, 0, data, Retention.DEFAULT, clock));
  }

  /** For gRPC and HTTP alike. */
  public String url() {
    return collector.url();
  }

  @Override
  public void close() {
    Path data = collector.data();
    collector.close();
    try (Stream<Path> files = Files.walk(data)) {
      files.sorted(Comparator.reverseOrder()).forEach(ClockedCollector::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
