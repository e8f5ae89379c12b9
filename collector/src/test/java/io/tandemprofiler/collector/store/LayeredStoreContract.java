package io.tandemprofiler.collector.store;

import static io.tandemprofiler.collector.Uploads.upload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandemprofiler.collector.Uploads;
import io.tandemprofiler.model.AgentCost;
import io.tandemprofiler.model.Gauge;
import io.tandemprofiler.model.ProcessStatistics;
import io.tandemprofiler.model.Sampler;
import io.tandemprofiler.model.SamplerReason;
import io.tandemprofiler.model.ThreadState;
import io.tandemprofiler.wire.UploadWriter;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What happens to profiles after they were appended to a {@link HotStore} and a {@link BlockStore};
 * to be extended by the test of a pair of them. Time is turned by hand.
 */
public abstract class LayeredStoreContract {
  private static final long HOUR = 3_600_000;
  private static final long DAY = 24 * HOUR;
  private static final long TODAY = 20_000 * DAY;

  private static final ProcessStatistics FILE =
      new ProcessStatistics(
          0,
          Gauge.none(),
          Gauge.none(),
          Gauge.none(),
          0,
          0,
          new AgentCost(0, 0, 0, List.of()),
          Sampler.IMPORT,
          SamplerReason.CHOSEN);

  private final TurnedClock clock = new TurnedClock(TODAY + HOUR);
  private Stores stores;
  private LayeredProfileStore store;
  private Upkeep upkeep;

  /** Opens both for another writer; what was stored before in the same test is there. */
  protected abstract Stores openStores();

  @BeforeEach
  void open() {
    stores = openStores();
    store = LayeredProfileStore.open(stores, clock, 1 << 20);
    upkeep = new Upkeep(stores, clock, Retention.DEFAULT);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void run_leavesEveryProfileAsItWas() {
    List<Uploads> uploads = someUploads();
    append(uploads);
    List<String> before = bytes(0, Long.MAX_VALUE);

    turnAndRun(2 * HOUR);
    assertThat(resolutions()).containsExactly("HOUR", "PROFILE");
    assertThat(bytes(0, Long.MAX_VALUE)).isEqualTo(before).hasSize(uploads.size());

    turnAndRun(2 * DAY);
    assertThat(resolutions()).containsExactly("DAY", "HOUR", "PROFILE");
    assertThat(bytes(0, Long.MAX_VALUE)).isEqualTo(before);
  }

  @Test
  void run_sumsUpWhatProfilesCount() {
    append(someUploads());
    List<String> hour = sums(Resolution.PROFILE);
    turnAndRun(2 * HOUR);
    assertThat(sums(Resolution.HOUR)).isEqualTo(hour);
    turnAndRun(2 * DAY);
    assertThat(sums(Resolution.DAY)).isEqualTo(hour);
    assertThat(sums(Resolution.PROFILE)).isEqualTo(hour);
  }

  @Test
  void run_foldsLateProfilesIn() {
    append(someUploads());
    turnAndRun(2 * HOUR);
    append(List.of(upload(100).at(TODAY + HOUR + 5).cpu(700, "main;late 7")));
    assertThat(ids()).hasSize(7).contains(100L);
    turnAndRun(HOUR);
    assertThat(resolutions()).containsExactly("HOUR", "HOUR", "PROFILE", "PROFILE");
    assertThat(ids()).hasSize(7);
    List<String> sums = sums(Resolution.PROFILE);
    turnAndRun(2 * DAY);
    assertThat(resolutions()).containsExactly("DAY", "HOUR", "PROFILE");
    assertThat(ids()).hasSize(7);
    assertThat(sums(Resolution.DAY)).isEqualTo(sums);
  }

  @Test
  void run_foldsWhatCameAfterTheDayWasSummedUp() {
    append(someUploads());
    turnAndRun(DAY + 2 * HOUR);
    assertThat(resolutions()).containsExactly("DAY", "HOUR", "PROFILE");
    append(List.of(upload(100).at(TODAY + HOUR + 5).cpu(700, "main;late 7")));
    turnAndRun(HOUR);
    List<String> sums = sums(Resolution.PROFILE);
    assertThat(sums(Resolution.DAY)).isEqualTo(sums);
    turnAndRun(2 * DAY);
    assertThat(sums(Resolution.DAY)).isEqualTo(sums);
    assertThat(stores.hot().objects(null, null).stream().filter(o -> !o.folded()))
        .extracting(StoredObject::resolution)
        .containsExactly(Resolution.DAY);
  }

  @Test
  void run_letsGoOfWhatIsTooOld() {
    append(someUploads());
    turnAndRun(2 * HOUR);
    List<String> sums = sums(Resolution.HOUR);
    turnAndRun(16 * DAY);
    assertThat(resolutions()).containsExactly("DAY", "HOUR");
    assertThat(ids()).isEmpty();
    assertThat(sums(Resolution.PROFILE)).as("nothing finer is left").isEqualTo(sums);
    turnAndRun(46 * DAY);
    assertThat(resolutions()).containsExactly("DAY");
    assertThat(sums(Resolution.PROFILE)).isEqualTo(sums);
    assertThat(store.producers("default", 0, Long.MAX_VALUE)).hasSize(3);
    turnAndRun(3 * 365 * DAY);
    assertThat(resolutions()).isEmpty();
    turnAndRun(HOUR);
    assertThat(stores.blocks().list("")).isEmpty();
  }

  @Test
  void run_letsGoOfTheOldestProfilesWhereThereIsTooMuch() {
    for (int hour = 0; hour < 4; hour++) {
      append(List.of(upload(hour).at(TODAY + hour * HOUR).cpu(100, "main;work 10")));
    }
    turnAndRun(6 * HOUR);
    long bytes = stores.hot().objects(null, null).stream().mapToLong(StoredObject::bytes).sum();
    upkeep = new Upkeep(stores, clock, new Retention(days(9), days(9), days(9), bytes - 1));
    turnAndRun(0);
    assertThat(ids()).containsExactly(1L, 2L, 3L);
    assertThat(sums(Resolution.HOUR))
        .containsExactly("[] CPU_TIME RUNNING ;main;work [40.0, 400.0]", "[] profiles [4.0, 0.0]");
  }

  @Test
  void run_keepsHoursUntilADaySumsThemUp() {
    upkeep = new Upkeep(stores, clock, new Retention(days(0), days(0), days(999), 1L << 40));
    append(someUploads());
    List<String> sums = sums(Resolution.PROFILE);
    turnAndRun(22 * HOUR + HOUR / 2); // half an hour before the day is over
    assertThat(sums(Resolution.PROFILE)).isEqualTo(sums);
    append(List.of(upload(100).at(TODAY + HOUR + 5).cpu(700, "main;late 7")));
    List<String> more = sums(Resolution.PROFILE);
    turnAndRun(HOUR);
    assertThat(sums(Resolution.PROFILE)).isEqualTo(more);
    turnAndRun(2 * HOUR);
    assertThat(resolutions()).contains("DAY");
    turnAndRun(2 * DAY);
    assertThat(resolutions()).containsExactly("DAY");
    assertThat(sums(Resolution.PROFILE)).isEqualTo(more);
  }

  @Test
  void run_remembersIdsUntilTheyWouldBeTooLate() {
    append(someUploads());
    turnAndRun(2 * HOUR);
    append(someUploads());
    assertThat(ids()).hasSize(6);
    turnAndRun(2 * HOUR);
    assertThat(ids()).hasSize(6);
    assertThat(resolutions()).containsExactly("HOUR", "PROFILE");
  }

  @Test
  void run_remembersFilesForAsLongAsTheirSumsAreKept() {
    List<Uploads> file =
        List.of(upload(7).at(TODAY + HOUR).statistics(FILE).cpu(700, "main;late 7"));
    append(file);
    turnAndRun(30 * DAY);
    List<String> once = sums(Resolution.DAY);
    append(file);
    assertThat(sums(Resolution.DAY)).isEqualTo(once).isNotEmpty();
    turnAndRun(30 * DAY);
    assertThat(sums(Resolution.DAY)).isEqualTo(once);
  }

  @Test
  void producers_areFoundWhileTheirHourIsClosed() {
    append(someUploads());
    clock.turn(Duration.ofHours(2));
    HotStore closing =
        (HotStore)
            Proxy.newProxyInstance(
                HotStore.class.getClassLoader(),
                new Class<?>[] {HotStore.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("producers")) {
                    upkeep.run(false, step -> {});
                  }
                  return method.invoke(stores.hot(), arguments);
                });
    Reading reading = new Reading(closing, stores.blocks());
    assertThat(reading.producers("default", 0, Long.MAX_VALUE)).hasSize(3);
    assertThat(resolutions()).containsExactly("HOUR", "PROFILE");
  }

  @Test
  void run_keepsAtMostAHundredKindsOfLabels() {
    List<Uploads> uploads = new ArrayList<>();
    for (int i = 0; i < 105; i++) {
      uploads.add(
          upload(i).at(TODAY + HOUR).label("order", String.valueOf(i)).cpu(10, "main;work 1"));
    }
    append(uploads);
    turnAndRun(2 * HOUR);
    List<Row> rows = new ArrayList<>();
    store.scan(all(), Resolution.HOUR, block -> rows.addAll(block.rows()));
    assertThat(rows).hasSize(101);
    assertThat(rows.get(100).isOther()).isTrue();
    assertThat(rows.get(100).profiles()).isEqualTo(5);
    // Who asks for one of the rest still finds it, as long as profiles are kept.
    for (int i = 0; i < 105; i++) {
      List<Long> profiles = new ArrayList<>();
      ProfileSelection one =
          new ProfileSelection(
              "default", "shop", 0, Long.MAX_VALUE, Map.of("order", Set.of(String.valueOf(i))));
      store.scan(
          one, Resolution.DAY, block -> block.rows().forEach(r -> profiles.add(r.profiles())));
      assertThat(profiles).as("order %d", i).containsExactly(1L);
    }
  }

  @Test
  void run_removesOnlyObjectsOfItsOwnThatNobodyLists() {
    long created = clock.millis();
    String foreign = "hour/2024-10-04/notes.txt";
    String left = ObjectName.of(Resolution.HOUR, TODAY, created);
    stores.blocks().put(foreign, new byte[1]);
    stores.blocks().put(left, new byte[1]);
    turnAndRun(5 * HOUR);
    assertThat(stores.blocks().list("")).hasSize(2);
    turnAndRun(2 * HOUR);
    assertThat(stores.blocks().list("")).extracting(BlockStore.Listed::name).containsOnly(foreign);
  }

  @Test
  void run_changesNothingWhereAnotherHasTheLease() {
    append(someUploads());
    Upkeep other = new Upkeep(stores, clock, Retention.DEFAULT);
    clock.turn(Duration.ofHours(2));
    assertThat(other.takeLease()).isTrue();
    assertThat(upkeep.run(false, step -> {})).isFalse();
    assertThat(resolutions()).isEmpty();
  }

  @Test
  void publish_isRefusedToAWriterThatWasPausedForLongerThanItsLease() {
    append(someUploads());
    clock.turn(Duration.ofHours(2));
    assertThat(upkeep.takeLease()).isTrue();
    clock.turn(Duration.ofMinutes(6));
    assertThatThrownBy(() -> upkeep.closeHours(step -> {}))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("the lease of");
    assertThat(resolutions()).isEmpty();
    assertThat(ids()).hasSize(6);

    Upkeep other = new Upkeep(stores, clock, Retention.DEFAULT);
    assertThat(other.run(false, step -> {})).isTrue();
    assertThat(ids()).hasSize(6);
    assertThat(resolutions()).containsExactly("HOUR", "PROFILE");
  }

  @Test
  void append_ofTwoWritersIsFoundByBothAndClosedByEither() {
    try (LayeredProfileStore other = LayeredProfileStore.open(openStores(), clock, 1 << 20)) {
      append(someUploads());
      for (Uploads one : List.of(upload(3).at(TODAY + HOUR + 1), newUpload(7), newUpload(8))) {
        other.append("default", one.build(), one.bytes()).join();
      }
      List<String> before = bytes(0, Long.MAX_VALUE);
      assertThat(ids()).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
      turnAndRun(2 * HOUR);
      assertThat(resolutions()).containsExactly("HOUR", "PROFILE");
      assertThat(bytes(0, Long.MAX_VALUE)).isEqualTo(before);
      // Both still have a segment of that hour in mind; it is gone.
      Uploads late = newUpload(9);
      other.append("default", late.build(), late.bytes()).join();
      append(List.of(newUpload(10)));
      assertThat(ids()).hasSize(10);
      turnAndRun(HOUR);
      assertThat(ids()).hasSize(10);
    }
  }

  @Test
  void append_ofMoreThanMemoryMayHoldIsFoundWhole() {
    try (LayeredProfileStore small = LayeredProfileStore.open(openStores(), clock, 1)) {
      for (int i = 0; i < 12; i++) {
        Uploads one = upload(i).at(TODAY + HOUR + i).service(i % 2 == 0 ? "shop" : "other");
        small.append("default", one.cpu(10, "main;work 1").build(), one.bytes()).join();
      }
      assertThat(stores.hot().segments("default", "shop")).hasSizeGreaterThan(1);
      assertThat(ids()).containsExactly(0L, 2L, 4L, 6L, 8L, 10L);
      turnAndRun(2 * HOUR);
      assertThat(ids()).containsExactly(0L, 2L, 4L, 6L, 8L, 10L);
    }
  }

  @Test
  void run_closesAnHourInGroupsOfBoundedBytes() {
    try (LayeredProfileStore small = LayeredProfileStore.open(openStores(), clock, 1)) {
      for (int i = 0; i < 4; i++) {
        Uploads one = upload(i).at(TODAY + HOUR + i).cpu(30, "main;work 1", "main;new" + i + " 2");
        small.append("default", one.build(), one.bytes()).join();
      }
    }
    List<String> sums = sums(Resolution.PROFILE);
    long bytes =
        stores.hot().segments(null, null).stream()
            .flatMap(segment -> stores.hot().read(segment).rows().stream())
            .mapToLong(row -> row.body().length)
            .sum();
    upkeep = new Upkeep(stores, clock, Retention.DEFAULT, bytes / 2);
    turnAndRun(2 * HOUR);
    assertThat(resolutions()).containsExactly("HOUR", "HOUR", "PROFILE", "PROFILE");
    assertThat(ids()).containsExactly(0L, 1L, 2L, 3L);
    assertThat(sums(Resolution.HOUR)).isEqualTo(sums);
  }

  @Test
  void run_keepsItsLeaseWhileAnHourTakesLong() {
    append(someUploads());
    AtomicInteger puts = new AtomicInteger();
    BlockStore slow =
        new BlockStore() {
          @Override
          public boolean put(String name, byte[] content) {
            puts.incrementAndGet();
            clock.turn(Duration.ofMinutes(3));
            return stores.blocks().put(name, content);
          }

          @Override
          public Optional<byte[]> get(String name, long offset, int length) {
            return stores.blocks().get(name, offset, length);
          }

          @Override
          public List<Listed> list(String prefix) {
            return stores.blocks().list(prefix);
          }

          @Override
          public void delete(String name) {
            stores.blocks().delete(name);
          }
        };
    upkeep = new Upkeep(new Stores(stores.hot(), slow), clock, Retention.DEFAULT);
    turnAndRun(2 * HOUR);
    assertThat(puts).as("three minutes each").hasValue(2);
    assertThat(resolutions()).containsExactly("HOUR", "PROFILE");
  }

  @Test
  void append_ofOneServiceTakesNoMoreMemoryThanItMay() {
    try (LayeredProfileStore small = LayeredProfileStore.open(openStores(), clock, 1)) {
      for (Uploads one : List.of(newUpload(7), newUpload(8), newUpload(9))) {
        small.append("default", one.build(), one.bytes()).join();
      }
      assertThat(stores.hot().segments("default", "shop")).hasSize(3);
      assertThat(ids()).containsExactly(7L, 8L, 9L);
    }
  }

  private static Uploads newUpload(long id) {
    return upload(id).at(TODAY + HOUR + id).cpu(20, "main;new" + id + " 2");
  }

  private static List<Uploads> someUploads() {
    return List.of(
        upload(1).at(TODAY + HOUR).label("env", "prod").cpu(600, "main;parse 2", "main 1"),
        upload(2).at(TODAY + HOUR + 1).label("env", "test").cpu(500, "main;parse;lex 4"),
        upload(3)
            .at(TODAY + HOUR + 1)
            .label("env", "prod")
            .cpu(100, "run;b 1", "main;a 3")
            .wall(ThreadState.IO, 900, "run;read 3"),
        upload(4).at(TODAY + HOUR + 2).allocated("main;parse 2 512", "other 1 24"),
        upload(5).at(TODAY + HOUR + 3).cpu(10, " 1"),
        upload(6).at(TODAY + HOUR + 2).label("env", "prod"));
  }

  private void append(List<Uploads> uploads) {
    uploads.forEach(one -> store.append("default", one.build(), one.bytes()).join());
  }

  private void turnAndRun(long millis) {
    clock.turn(Duration.ofMillis(millis));
    assertThat(upkeep.run(false, step -> {})).isTrue();
    clock.turn(Duration.ofMinutes(11));
  }

  private List<String> resolutions() {
    return stores.hot().objects(null, null).stream()
        .map(o -> o.resolution().name())
        .sorted()
        .toList();
  }

  private List<String> bytes(long from, long to) {
    List<String> bytes = new ArrayList<>();
    store.visit(
        new ProfileSelection("default", "shop", from, to, Map.of()),
        upload -> bytes.add(Arrays.toString(UploadWriter.write(upload))));
    return bytes;
  }

  private List<Long> ids() {
    List<Long> ids = new ArrayList<>();
    store.visit(all(), upload -> ids.add(Uploads.id(upload)));
    return ids;
  }

  /** Per labels and kind of series: profiles, samples and value of every path. */
  private List<String> sums(Resolution coarsest) {
    Map<String, double[]> sums = new TreeMap<>();
    store.scan(
        all(),
        coarsest,
        block ->
            block
                .rows()
                .forEach(
                    row -> {
                      sums.computeIfAbsent(row.labels() + " profiles", k -> new double[2])[0] +=
                          row.profiles();
                      row.keys()
                          .forEach(
                              key -> {
                                Counts counts = row.counts(key).orElseThrow();
                                for (int i = 0; i < counts.size(); i++) {
                                  String path = path(block.paths(), counts.node(i));
                                  double[] sum =
                                      sums.computeIfAbsent(
                                          row.labels() + " " + key + " " + path,
                                          k -> new double[2]);
                                  sum[0] += counts.samples(i);
                                  sum[1] += counts.value(i);
                                }
                              });
                    }));
    return sums.entrySet().stream()
        .map(e -> e.getKey() + " " + Arrays.toString(e.getValue()))
        .collect(Collectors.toList());
  }

  private static String path(CallPaths paths, int node) {
    return node == 0
        ? ""
        : path(paths, paths.caller(node))
            + ";"
            + paths.frames().get(paths.frameIndex(node)).function();
  }

  private static ProfileSelection all() {
    return new ProfileSelection("default", "shop", 0, Long.MAX_VALUE, Map.of());
  }

  private static Duration days(int days) {
    return Duration.ofDays(days);
  }
}
