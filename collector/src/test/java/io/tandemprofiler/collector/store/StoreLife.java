package io.tandemprofiler.collector.store;

import static io.tandemprofiler.collector.Uploads.upload;

import io.tandemprofiler.collector.Uploads;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * The life of a store in a few seconds: it appends, closes hours, folds late profiles in, sums up
 * days and lets go of what is old. Prints the number of each profile once it is acknowledged.
 */
final class StoreLife {
  static final int PROFILES = 24;
  static final Retention RETENTION =
      new Retention(Duration.ofDays(1), Duration.ofDays(3), Duration.ofDays(999), Long.MAX_VALUE);

  private static final long HOUR = 3_600_000;
  private static final long START = 20_000 * 24 * HOUR;

  private final TurnedClock clock = new TurnedClock(START);
  private final LayeredProfileStore store;
  private final Upkeep upkeep;
  private int appended;

  private StoreLife(Stores stores) {
    store = LayeredProfileStore.open(stores, clock, 1 << 20);
    upkeep = new Upkeep(stores, clock, RETENTION);
  }

  public static void main(String[] args) {
    StoppingStores stopping =
        new StoppingStores(Integer.parseInt(args[1]), Boolean.parseBoolean(args[2]));
    Stores stores = stopping.around(Stores.open(DataFolder.hold(Path.of(args[0]))));
    new StoreLife(stores).live();
    System.out.println("calls " + stopping.calls());
  }

  /** When all of it is over, readers' patience included. */
  static TurnedClock afterwards() {
    return new TurnedClock(START + 30 * 24 * HOUR);
  }

  private void live() {
    append(8, 0);
    append(4, HOUR);
    turnAndRun(3); // closes both hours
    append(4, 0); // late
    turnAndRun(1);
    append(4, 20 * HOUR);
    turnAndRun(22); // sums up the day
    turnAndRun(24); // folds late ones in
    append(4, 50 * HOUR);
    turnAndRun(48); // lets go of profiles
    turnAndRun(72); // lets go of hours
    store.close();
  }

  private void append(int profiles, long afterStart) {
    List<CompletableFuture<Void>> durable = new ArrayList<>();
    for (int i = 0; i < profiles; i++) {
      int number = appended++;
      Uploads upload = profile(number, START + afterStart + number);
      durable.add(
          store
              .append("default", upload.build(), upload.bytes())
              .thenRun(() -> System.out.println(number)));
    }
    durable.forEach(CompletableFuture::join);
  }

  private static Uploads profile(int number, long start) {
    return upload(number)
        .at(start)
        .label("half", number % 2 == 0 ? "even" : "odd")
        .cpu(10, "main;number" + number + " 1");
  }

  private void turnAndRun(int hours) {
    clock.turn(Duration.ofHours(hours));
    upkeep.run(false, step -> {});
  }

  /** How often each profile is counted; of those that are not, nothing is said. */
  static Map<Integer, Long> counted(ProfileStore store, Resolution coarsest) {
    Map<Integer, Long> counted = new TreeMap<>();
    store.scan(
        new ProfileSelection("default", "shop", 0, Long.MAX_VALUE, Map.of()),
        coarsest,
        block -> {
          for (Row row : block.rows()) {
            Counts counts = row.counts(row.keys().get(0)).orElseThrow();
            for (int i = 0; i < counts.size(); i++) {
              String name =
                  block.paths().frames().get(block.paths().frameIndex(counts.node(i))).function();
              counted.merge(
                  Integer.parseInt(name.replace("number", "")), counts.samples(i), Long::sum);
            }
          }
        });
    return counted;
  }
}
