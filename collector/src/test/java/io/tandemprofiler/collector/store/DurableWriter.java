package io.tandemprofiler.collector.store;

import static io.tandemprofiler.collector.Uploads.upload;

import io.tandemprofiler.collector.Uploads;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/** Appends without end and prints each id once it is acknowledged: the victim of a kill. */
final class DurableWriter {
  private static final int IN_FLIGHT = 20;

  private DurableWriter() {}

  public static void main(String[] args) {
    ProfileStore store =
        LayeredProfileStore.open(
            Stores.open(DataFolder.hold(Path.of(args[0]))), Clock.systemUTC(), 1 << 20);
    Queue<CompletableFuture<Void>> inFlight = new ArrayDeque<>();
    for (long id = 0; ; id++) {
      inFlight.add(append(store, id));
      if (inFlight.size() == IN_FLIGHT) {
        inFlight.remove().join();
      }
    }
  }

  private static CompletableFuture<Void> append(ProfileStore store, long id) {
    Uploads upload = upload(id).cpu(10, "main;parse 1");
    return store
        .append("default", upload.build(), upload.bytes())
        .thenRun(() -> System.out.println(id));
  }
}
