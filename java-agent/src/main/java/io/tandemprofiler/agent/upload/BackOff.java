package io.tandemprofiler.agent.upload;

import io.grpc.Metadata;
import java.util.function.DoubleSupplier;

/** How long to leave a collector alone that did not answer. Not thread-safe. */
final class BackOff {
  private static final long FIRST_MILLIS = 1_000;
  private static final long LAST_MILLIS = 30_000;

  /** Who asked for more would lose whole windows. */
  private static final long LONGEST_ASKED_MILLIS = 300_000;

  /** gRPC's own word for it (gRFC A6). */
  private static final Metadata.Key<String> PUSHBACK =
      Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

  private final DoubleSupplier random;
  private long nextMillis = FIRST_MILLIS;

  /**
   * @param random from 0 to 1: agents that lost their collector together must not come back
   *     together
   */
  BackOff(DoubleSupplier random) {
    this.random = random;
  }

  /** Between half of and the whole step, which doubles with every call up to 30 s. */
  long millis() {
    long step = nextMillis;
    nextMillis = Math.min(LAST_MILLIS, step * 2);
    return (long) (step * (0.5 + 0.5 * random.getAsDouble()));
  }

  /**
   * What a collector that is overwhelmed asks for, up to half as much again, so that not all come
   * back at once; 0 where it asks for nothing that can be read.
   *
   * @param trailers of its answer, or {@code null}
   */
  long askedMillis(Metadata trailers) {
    String asked = trailers == null ? null : trailers.get(PUSHBACK);
    if (asked == null || !asked.matches("\\d{1,9}")) {
      return 0;
    }
    long millis = Math.min(Long.parseLong(asked), LONGEST_ASKED_MILLIS);
    return (long) (millis * (1 + 0.5 * random.getAsDouble()));
  }

  void reset() {
    nextMillis = FIRST_MILLIS;
  }
}
