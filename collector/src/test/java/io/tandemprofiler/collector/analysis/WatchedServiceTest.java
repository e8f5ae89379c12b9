package io.tandemprofiler.collector.analysis;

import static io.tandemprofiler.collector.Uploads.upload;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.collector.Uploads;
import io.tandemprofiler.collector.store.DataFolder;
import io.tandemprofiler.collector.store.Finding;
import io.tandemprofiler.collector.store.LayeredProfileStore;
import io.tandemprofiler.collector.store.ProfileSelection;
import io.tandemprofiler.collector.store.ProfileStore;
import io.tandemprofiler.collector.store.Retention;
import io.tandemprofiler.collector.store.Stores;
import io.tandemprofiler.collector.store.Tenant;
import io.tandemprofiler.collector.store.Upkeep;
import io.tandemprofiler.model.AgentCost;
import io.tandemprofiler.model.Gauge;
import io.tandemprofiler.model.ProcessStatistics;
import io.tandemprofiler.model.Sampler;
import io.tandemprofiler.model.SamplerReason;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Days of a service in a real store, and what is found in them. */
final class WatchedServiceTest {
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final long FROM = 20_000L * 24 * HOUR;
  private static final int HOURS = 7 * 24;
  private static final int STEP_AT = HOURS - 20;

  @TempDir private Path folder;

  @Test
  void analyse_findsAStepAndTheFunctionThatExplainsIt() {
    try (Watched watched = new Watched(folder)) {
      watched.store(hour -> day(hour, hour >= STEP_AT ? 300 : 20));
      watched.sumUp();

      List<Finding> findings = watched.anomalies();

      assertThat(findings).extracting(Finding::rule).contains("cpu_time");
      Finding finding =
          findings.stream().filter(f -> f.rule().equals("cpu_time")).findFirst().orElseThrow();
      assertThat(finding.advice().title()).isEqualTo("CPU time takes more than usual");
      assertThat(finding.fromMillis()).isEqualTo(FROM + STEP_AT * HOUR);
      assertThat(finding.expected().orElseThrow().observed())
          .isGreaterThan(finding.expected().orElseThrow().high());
      assertThat(finding.evidence().get(0).frames())
          .extracting(call -> call.frame().function())
          .containsExactly("main", "parse");
      assertThat(findings) // what explains one finding is not another
          .noneMatch(f -> f.place().filter(Uploads.frame("parse")::equals).isPresent());
    }
  }

  @Test
  void analyse_namesTheVersionThatBeganWithIt() {
    try (Watched watched = new Watched(folder)) {
      watched.store(
          hour ->
              day(hour, hour >= STEP_AT ? 60 : 20).label("version", hour < STEP_AT ? "1" : "2"));
      assertThat(watched.anomalies())
          .filteredOn(f -> f.rule().equals("cpu_time"))
          .extracting(f -> f.advice().why())
          .singleElement()
          .asString()
          .contains("when version 2 began to run");
    }
  }

  @Test
  void analyse_findsNothingInQuietDaysEvenWithAGap() {
    try (Watched watched = new Watched(folder)) {
      watched.store(hour -> hour > 100 && hour < 120 ? null : day(hour, 20));
      assertThat(watched.anomalies()).isEmpty();
      assertThat(watched.heap()).isEmpty();
    }
  }

  @Test
  void analyse_findsAClassThatGrowsWithoutReturn() {
    try (Watched watched = new Watched(folder)) {
      watched.store(
          hour ->
              day(hour, 20)
                  .heap(
                      "byte[] 9 " + (200_000_000 + 30_000_000 * (hour % 5)),
                      "com.acme.Cart 7 " + (50_000_000 + hour * 400_000L)));
      List<Finding> findings = watched.heap();
      assertThat(findings).extracting(Finding::rule).containsExactly("heap_growth");
      assertThat(findings.get(0).advice().why())
          .contains("`com.acme.Cart`", "confidence high")
          .doesNotContain("byte[]");
    }
  }

  @Test
  void analyse_findsAHeapNearItsLimitAndMuchCollection() {
    try (Watched watched = new Watched(folder)) {
      watched.store(
          hour -> day(hour, 20).statistics(statistics(hour < HOURS - 8 ? 400 : 950, 120_000)));
      assertThat(watched.heap())
          .extracting(Finding::rule)
          .containsExactly("heap_near_limit", "gc_share");
    }
  }

  @Test
  void analyse_readsWhatIsNewAndSaysTheSameAsOneThatReadsAll() {
    try (Watched watched = new Watched(folder)) {
      watched.store(hour -> day(hour, hour >= STEP_AT ? 300 : 20));
      AnomalyAnalyst growing = new AnomalyAnalyst(new ServiceHistories(watched.profiles));
      List<Finding> last = List.of();
      for (int hour = HOURS - 3; hour <= HOURS; hour++) {
        last = growing.analyse(selection(hour), visitor -> {}).findings();
      }
      assertThat(last).isNotEmpty().isEqualTo(watched.anomalies());
    }
  }

  @Test
  void analyse_ofAnEarlierHourSaysWhatWasKnownThen() {
    try (Watched watched = new Watched(folder)) {
      watched.store(hour -> day(hour, hour >= STEP_AT ? 300 : 20));
      AnomalyAnalyst asked = new AnomalyAnalyst(new ServiceHistories(watched.profiles));
      asked.analyse(selection(HOURS), visitor -> {});
      AnomalyAnalyst fresh = new AnomalyAnalyst(new ServiceHistories(watched.profiles));
      for (int hour : new int[] {STEP_AT + 4, STEP_AT - 30, -3}) {
        assertThat(asked.analyse(selection(hour), visitor -> {}).findings())
            .isEqualTo(fresh.analyse(selection(hour), visitor -> {}).findings());
      }
    }
  }

  private static ProfileSelection selection(int hour) {
    return new ProfileSelection(
        Tenant.DEFAULT, "shop", FROM + (hour - 1) * HOUR, FROM + hour * HOUR, Map.of());
  }

  /** One profile of an hour: it takes some CPU, and {@code parse} a part of it that is given. */
  private static Uploads day(int hour, int parse) {
    Random random = new Random(hour);
    int render = 200 + random.nextInt(20) + (hour % 24 > 8 && hour % 24 < 20 ? 60 : 0);
    return upload(hour + 1)
        .at(FROM + hour * HOUR + 60_000)
        .lasting(300_000)
        .cpu((render + parse) * 50_000L, "main;render " + render, "main;parse " + parse)
        .statistics(statistics(400 + random.nextInt(20), 3_000));
  }

  private static ProcessStatistics statistics(long heapMib, long gcMillis) {
    return new ProcessStatistics(
        30_000_000,
        new Gauge(500 << 20, 500 << 20, 0),
        new Gauge(heapMib << 20, (heapMib + 40) << 20, 1000L << 20),
        new Gauge(20, 20, 0),
        10,
        gcMillis * 1000,
        new AgentCost(1000, 1000, 6000, List.of()),
        Sampler.ASYNC_PROFILER,
        SamplerReason.UNSPECIFIED);
  }

  private interface Days {
    Uploads at(int hour);
  }

  /** A real store in a folder. */
  private static final class Watched implements AutoCloseable {
    private final Clock clock =
        Clock.fixed(Instant.ofEpochMilli(FROM + HOURS * HOUR), ZoneOffset.UTC);
    private final DataFolder data;
    private final Stores stores;
    private final ProfileStore profiles;

    Watched(Path folder) {
      data = DataFolder.hold(folder);
      stores = Stores.open(data);
      profiles = LayeredProfileStore.open(stores, clock, 16 << 20);
    }

    void store(Days days) {
      CompletableFuture.allOf(
              IntStream.range(0, HOURS)
                  .mapToObj(days::at)
                  .filter(upload -> upload != null)
                  .map(one -> profiles.append(Tenant.DEFAULT, one.build(), one.bytes()))
                  .toArray(CompletableFuture[]::new))
          .join();
    }

    /** Closes the hours that are over, as upkeep does. */
    void sumUp() {
      Duration kept = Duration.ofDays(1000);
      new Upkeep(stores, clock, new Retention(kept, kept, kept, Long.MAX_VALUE))
          .run(true, step -> {});
    }

    List<Finding> anomalies() {
      return new AnomalyAnalyst(new ServiceHistories(profiles))
          .analyse(selection(HOURS), visitor -> {})
          .findings();
    }

    List<Finding> heap() {
      return new HeapAnalyst(new ServiceHistories(profiles))
          .analyse(selection(HOURS), visitor -> {})
          .findings();
    }

    @Override
    public void close() {
      profiles.close();
      data.close();
    }
  }
}
