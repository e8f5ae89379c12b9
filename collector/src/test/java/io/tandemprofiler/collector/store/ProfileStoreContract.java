package io.tandemprofiler.collector.store;

import static io.tandemprofiler.collector.Uploads.upload;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.collector.Uploads;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.ThreadState;
import io.tandemprofiler.wire.UploadWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link ProfileStore} does; to be extended by the test of one. */
public abstract class ProfileStoreContract {
  private static final SeriesKey CPU = new SeriesKey(Measure.CPU_TIME, ThreadState.RUNNING);
  private static final SeriesKey IO = new SeriesKey(Measure.WALL_TIME, ThreadState.IO);

  private ProfileStore store;

  /** Opens the store; whatever was stored before in the same test is there. */
  protected abstract ProfileStore open();

  @BeforeEach
  void openStore() {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Test
  void visit_givesWhatWasAppended() {
    Uploads upload = upload(1).label("env", "prod").cpu(600, "main;parse 2", "main 1");
    append(upload);

    List<byte[]> found = new ArrayList<>();
    store.visit(shop(0, 2000, Map.of()), u -> found.add(UploadWriter.write(u)));

    assertThat(found).containsExactly(upload.bytes());
  }

  @Test
  void visit_ordersByStartThenId() {
    append(upload(3).at(2000), upload(2).at(1000), upload(1).at(2000));
    assertThat(ids(shop(0, 9000, Map.of()))).containsExactly(2L, 1L, 3L);
  }

  @Test
  void visit_holdsTheStartAndNotTheEndOfTheRange() {
    append(upload(1).at(1000), upload(2).at(2000), upload(3).at(3000));
    assertThat(ids(shop(1000, 3000, Map.of()))).containsExactly(1L, 2L);
    assertThat(ids(shop(1001, 2000, Map.of()))).isEmpty();
    assertThat(ids(shop(1000, 1000, Map.of()))).isEmpty();
  }

  @Test
  void visit_keepsServicesAndTenantsApart() {
    append(upload(1), upload(2).service("other"));
    append("b", upload(3));
    assertThat(ids(shop(0, 9000, Map.of()))).containsExactly(1L);
    assertThat(ids(new ProfileSelection("b", "shop", 0, 9000, Map.of()))).containsExactly(3L);
    assertThat(ids(new ProfileSelection("c", "shop", 0, 9000, Map.of()))).isEmpty();
  }

  @Test
  void visit_wantsEveryNameAndAnyOfItsValues() {
    append(
        upload(1).label("env", "prod").label("version", "1"),
        upload(2).label("env", "prod").label("version", "2"),
        upload(3).label("env", "test").label("version", "1"),
        upload(4));
    assertThat(ids(shop(Map.of()))).containsExactly(1L, 2L, 3L, 4L);
    assertThat(ids(shop(Map.of("env", Set.of("prod"))))).containsExactly(1L, 2L);
    assertThat(ids(shop(Map.of("env", Set.of("prod", "test"))))).containsExactly(1L, 2L, 3L);
    assertThat(ids(shop(Map.of("env", Set.of("prod"), "version", Set.of("1")))))
        .containsExactly(1L);
    assertThat(ids(shop(Map.of("env", Set.of("nowhere"))))).isEmpty();
    assertThat(ids(shop(Map.of("region", Set.of("prod"))))).isEmpty();
    assertThat(ids(shop(Map.of("env", Set.of())))).isEmpty();
  }

  @Test
  void visit_takesLabelsAsTextAndNotAsPatternOrPath() {
    append(
        upload(1).label("a.b[0]", "x%\"'\\"),
        upload(2).label("a.b[0]", "x_"),
        upload(3).label("a", "12"));
    assertThat(ids(shop(Map.of("a.b[0]", Set.of("x%\"'\\"))))).containsExactly(1L);
    assertThat(ids(shop(Map.of("a", Set.of("12"))))).containsExactly(3L);
    assertThat(ids(shop(Map.of("A", Set.of("12"))))).isEmpty();
  }

  @Test
  void append_storesARepeatedIdOnce() {
    append(upload(1).cpu(10, "main 1"));
    append(upload(1).cpu(10, "main 1"));
    append(upload(1).at(5000).cpu(99, "other 9")); // an id is one profile, whatever it says later
    assertThat(ids(shop(Map.of()))).containsExactly(1L);
    assertThat(store.producers("default", 0, 9000))
        .extracting(ProducerActivity::profiles)
        .containsExactly(1L);
  }

  @Test
  void append_storesAnIdOnceThatIsRepeatedBeforeItIsDurable() {
    List<CompletableFuture<Void>> durable = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Uploads upload = upload(i % 2);
      durable.add(store.append("default", upload.build(), upload.bytes()));
    }
    durable.forEach(CompletableFuture::join);
    assertThat(ids(shop(Map.of()))).containsExactly(0L, 1L);
  }

  @Test
  void append_storesAnIdOncePerService() {
    append(upload(1), upload(1).service("other"), upload(1).service("other"));
    assertThat(ids(shop(Map.of()))).containsExactly(1L);
    assertThat(ids(new ProfileSelection("default", "other", 0, 9000, Map.of())))
        .containsExactly(1L);
  }

  @Test
  void append_storesAnIdOncePerTenant() {
    append("a", upload(1));
    append("b", upload(1));
    assertThat(ids(new ProfileSelection("a", "shop", 0, 9000, Map.of()))).containsExactly(1L);
    assertThat(ids(new ProfileSelection("b", "shop", 0, 9000, Map.of()))).containsExactly(1L);
  }

  @Test
  void append_isRememberedByTheNextToOpen() {
    append(upload(1).cpu(10, "main 1"));
    store.close();
    store = open();
    append(upload(1).cpu(10, "main 1"), upload(2).cpu(10, "main 1"));
    assertThat(ids(shop(Map.of()))).containsExactly(1L, 2L);
    assertThat(store.producers("default", 0, 9000)).hasSize(1);
  }

  @Test
  void producers_sumWhatEachUploaded() {
    append(
        upload(1).instance("one").at(1000).cpu(10, "main 1"),
        upload(2).instance("one").at(3000).wall(ThreadState.IO, 10, "main 1"),
        upload(3).instance("two").at(2000).cpu(10, "main 1"),
        upload(4).instance("two").at(9000).cpu(10, "main 1"));
    assertThat(store.producers("default", 1000, 9000))
        .containsExactlyInAnyOrder(
            new ProducerActivity(
                upload(1).instance("one").build().producer(), 2, 1000, 13_000, Set.of(CPU, IO)),
            new ProducerActivity(
                upload(3).instance("two").build().producer(), 1, 2000, 12_000, Set.of(CPU)));
    assertThat(store.producers("default", 3001, 9000)).isEmpty();
    assertThat(store.producers("other", 0, 99_000)).isEmpty();
  }

  @Test
  void tenants_areThoseOfWhomSomethingIsStored() {
    assertThat(store.tenants()).isEmpty();
    append("one", upload(1).cpu(10, "main 1"), upload(2).cpu(10, "main 1"));
    append("two", upload(1).cpu(10, "main 1"));
    assertThat(store.tenants()).containsExactlyInAnyOrder("one", "two");
  }

  private void append(Uploads... uploads) {
    append("default", uploads);
  }

  private void append(String tenant, Uploads... uploads) {
    for (Uploads upload : uploads) {
      store.append(tenant, upload.build(), upload.bytes()).join();
    }
  }

  private List<Long> ids(ProfileSelection selection) {
    List<Long> ids = new ArrayList<>();
    store.visit(selection, upload -> ids.add(Uploads.id(upload)));
    return ids;
  }

  private static ProfileSelection shop(Map<String, Set<String>> labels) {
    return shop(0, 9000, labels);
  }

  private static ProfileSelection shop(long from, long to, Map<String, Set<String>> labels) {
    return new ProfileSelection("default", "shop", from, to, labels);
  }
}
