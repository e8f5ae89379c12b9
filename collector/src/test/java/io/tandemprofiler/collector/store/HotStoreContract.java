package io.tandemprofiler.collector.store;

import static io.tandemprofiler.collector.Uploads.upload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tandemprofiler.collector.Uploads;
import io.tandemprofiler.collector.store.HotStore.SegmentAppend;
import io.tandemprofiler.collector.store.HotStore.SegmentContent;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.ThreadState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link HotStore} does; to be extended by the test of one. */
public abstract class HotStoreContract {
  private static final Producer ONE = upload(1).instance("one").build().producer();
  private static final Producer TWO = upload(1).instance("two").build().producer();
  private static final long CPU =
      SeriesSet.of(Set.of(new SeriesKey(Measure.CPU_TIME, ThreadState.RUNNING)));
  private static final Segment FIRST = new Segment("a", "shop", 0, "first");
  private static final Segment SECOND = new Segment("a", "shop", 3_600_000, "second");

  private HotStore store;
  private HotStore other;

  /** Opens the store for another writer; what was stored before in the same test is there. */
  protected abstract HotStore open();

  @BeforeEach
  void openStores() {
    store = open();
    other = open();
  }

  @AfterEach
  void closeStores() {
    store.close();
    other.close();
  }

  @Test
  void read_givesWhatWasAppendedInOrder() {
    append(FIRST, true, "d1", row(1, ONE), row(2, TWO));
    append(FIRST, false, "", row(3, ONE));
    append(FIRST, false, "d2", row(4, ONE));
    append(SECOND, true, "other", row(5, ONE));
    for (HotStore reader : List.of(store, other)) {
      SegmentContent content = reader.read(FIRST);
      assertThat(content.dictionary()).extracting(String::new).containsExactly("d1", "d2");
      assertThat(content.rows()).extracting(HotStoreContract::id).containsExactly(1L, 2L, 3L, 4L);
      HotRow second = content.rows().get(1);
      assertThat(second.producer()).isEqualTo(TWO);
      assertThat(second.startMillis()).isEqualTo(2000);
      assertThat(second.durationMillis()).isEqualTo(10);
      assertThat(second.series()).isEqualTo(CPU);
      assertThat(second.body()).containsExactly(2);
    }
  }

  @Test
  void append_storesAnIdOncePerTenantAndServiceWhoeverAppendsIt() {
    append(FIRST, true, "d", row(1, ONE), row(1, ONE));
    Segment later = new Segment("a", "shop", 7_200_000, "later");
    other.append(List.of(new SegmentAppend(later, true, bytes("d"), List.of(row(1, ONE)))));
    Segment elsewhere = new Segment("b", "shop", 0, "elsewhere");
    append(elsewhere, true, "d", row(1, ONE));
    assertThat(store.read(FIRST).rows()).hasSize(1);
    assertThat(store.read(later).rows()).isEmpty();
    assertThat(store.read(elsewhere).rows()).hasSize(1);
  }

  @Test
  void append_forgetsAnIdOnceItsTimeIsOver() {
    append(FIRST, true, "d", row(1, ONE)); // remembered until 1000 + 100
    store.forgetIds(1100);
    append(FIRST, false, "", row(1, ONE));
    assertThat(store.read(FIRST).rows()).hasSize(1);
    store.forgetIds(1101);
    append(FIRST, false, "", row(1, ONE));
    assertThat(store.read(FIRST).rows()).hasSize(2);
  }

  @Test
  void append_ofManyWritersAtOnceLosesNothing() {
    IntStream.range(0, 8)
        .parallel()
        .forEach(
            writer -> {
              Segment segment = new Segment("a", "shop", 0, "writer" + writer);
              HotStore own = writer % 2 == 0 ? store : other;
              for (int i = 0; i < 10; i++) {
                own.append(
                    List.of(
                        new SegmentAppend(
                            segment, i == 0, bytes("d" + i), List.of(row(writer * 10 + i, ONE)))));
              }
            });
    for (int writer = 0; writer < 8; writer++) {
      SegmentContent content = store.read(new Segment("a", "shop", 0, "writer" + writer));
      assertThat(content.rows()).hasSize(10);
      assertThat(content.dictionary()).hasSize(10);
    }
  }

  @Test
  void append_isRefusedBySegmentsThatAreSealedOrGone() {
    append(FIRST, true, "d", row(1, ONE));
    append(SECOND, true, "d", row(2, ONE));
    other.seal(FIRST);
    Set<Segment> refused =
        store.append(
            List.of(
                new SegmentAppend(FIRST, false, bytes("e"), List.of(row(3, ONE))),
                new SegmentAppend(SECOND, false, bytes("e"), List.of(row(4, ONE)))));
    assertThat(refused).containsExactly(FIRST);
    assertThat(store.read(FIRST).rows()).hasSize(1);
    assertThat(store.read(FIRST).dictionary()).hasSize(1);
    assertThat(store.read(SECOND).rows()).hasSize(2);
    other.delete(Set.of(FIRST));
    assertThat(append(FIRST, false, "e", row(3, ONE))).containsExactly(FIRST);
    assertThat(store.segments(null, null)).containsExactly(SECOND);
    assertThat(store.read(FIRST).rows()).isEmpty();
    // what was refused is not remembered
    append(SECOND, false, "", row(3, ONE));
    assertThat(store.read(SECOND).rows()).hasSize(3);
  }

  @Test
  void segments_areThoseOfTheService() {
    append(FIRST, true, "d", row(1, ONE));
    append(new Segment("a", "other", 0, "third"), true, "d", row(1, ONE));
    append(new Segment("b", "shop", 0, "fourth"), true, "d", row(1, ONE));
    assertThat(store.segments("a", "shop")).containsExactly(FIRST);
    assertThat(store.segments("a", null)).hasSize(2);
    assertThat(store.segments(null, null)).hasSize(3);
  }

  @Test
  void producers_areThoseInTheRange() {
    append(FIRST, true, "d", row(1, ONE), row(2, ONE), row(3, TWO), row(9, ONE));
    List<ProducerActivity> found = store.producers(FIRST, 1000, 9000);
    assertThat(found.stream().mapToLong(ProducerActivity::profiles).sum()).isEqualTo(3);
    assertThat(found).extracting(ProducerActivity::producer).contains(ONE, TWO);
    assertThat(store.producers(FIRST, 2001, 3000)).isEmpty();
  }

  @Test
  void lease_isHeldByOneUntilItEnds() {
    Lease first = store.lease("w1", 1000, 2000).orElseThrow();
    assertThat(other.lease("w2", 1999, 3000)).isEmpty();
    Lease renewed = store.lease("w1", 1500, 2500).orElseThrow();
    assertThat(renewed.token()).isEqualTo(first.token());
    assertThat(other.lease("w2", 2400, 3000)).isEmpty();
    Lease second = other.lease("w2", 2500, 3000).orElseThrow();
    assertThat(second.token()).isGreaterThan(first.token());
    assertThat(store.lease("w1", 2600, 4000)).isEmpty();
  }

  @Test
  void lease_thatWasTakenByAWrongClockEnds() {
    long wrong = 100 * HotStore.LONGEST_LEASE_MILLIS;
    Lease first = store.lease("w1", wrong, wrong + 1000).orElseThrow();
    Lease second = other.lease("w2", 1000, 2000).orElseThrow();
    assertThat(second.token()).isGreaterThan(first.token());
    assertThat(store.publish(first, 1500, store.generation(), adding("x"))).isFalse();
    assertThat(other.publish(second, 1500, other.generation(), adding("x"))).isTrue();
  }

  @Test
  void publish_isRefusedAfterTheLease() {
    Lease lease = store.lease("w1", 1000, 2000).orElseThrow();
    assertThat(store.publish(lease, 2000, store.generation(), adding("x"))).isFalse();
    Lease taken = other.lease("w2", 2000, 3000).orElseThrow();
    assertThat(store.publish(lease, 1999, store.generation(), adding("x"))).isFalse();
    assertThat(store.objects(null, null)).isEmpty();
    assertThat(other.publish(taken, 2001, other.generation(), adding("x"))).isTrue();
    assertThat(store.objects(null, null)).hasSize(1);
  }

  @Test
  void publish_isRefusedWhereAnotherWasFaster() {
    Lease lease = store.lease("w1", 1000, 2000).orElseThrow();
    long generation = store.generation();
    assertThat(store.publish(lease, 1000, generation, adding("x"))).isTrue();
    assertThat(other.publish(lease, 1000, generation, adding("y"))).isFalse();
    assertThat(store.objects(null, null)).extracting(StoredObject::name).containsExactly("x");
    assertThat(other.publish(lease, 1000, other.generation(), adding("y"))).isTrue();
  }

  @Test
  void publish_changesAllThatItSays() {
    Lease lease = store.lease("w1", 1000, 2000).orElseThrow();
    store.publish(lease, 1000, store.generation(), adding("x", "y"));
    Publication change =
        new Publication(List.of(object("z")), Set.of("x"), Set.of("y"), Set.of(FIRST));
    assertThat(store.publish(lease, 1500, store.generation(), change)).isTrue();
    assertThat(other.objects("a", "shop"))
        .extracting(StoredObject::name, StoredObject::folded)
        .containsExactlyInAnyOrder(tuple("y", true), tuple("z", false));
    assertThat(other.objects("a", "shop")).contains(object("z"));
    assertThat(other.objects("b", null)).isEmpty();
    assertThat(other.closed()).containsExactly("first");
    assertThat(other.removed(1500)).isEmpty();
    assertThat(other.removed(1501)).containsExactly("x");
  }

  @Test
  void objectBytes_sumsWhatIsThere() {
    assertThat(store.objectBytes()).isEmpty();
    Lease lease = store.lease("w1", 1000, 2000).orElseThrow();
    StoredObject day = new StoredObject("d", "b", "till", Resolution.DAY, 0, 5, 1, 30, false);
    store.publish(
        lease,
        1000,
        store.generation(),
        new Publication(List.of(object("x"), object("y"), day), Set.of(), Set.of(), Set.of()));
    assertThat(other.objectBytes()).isEqualTo(Map.of(Resolution.HOUR, 20L, Resolution.DAY, 5L));
    store.publish(
        lease,
        1000,
        store.generation(),
        new Publication(List.of(), Set.of("x"), Set.of("y"), Set.of()));
    assertThat(other.objectBytes())
        .as("readers may not be done with it")
        .isEqualTo(Map.of(Resolution.HOUR, 20L, Resolution.DAY, 5L));
    store.forgetRemoved(List.of("x"), 1501);
    assertThat(other.objectBytes()).isEqualTo(Map.of(Resolution.HOUR, 10L, Resolution.DAY, 5L));
  }

  @Test
  void forgetRemoved_forgetsWhatReadersAreDoneWith() {
    append(FIRST, true, "d", row(1, ONE));
    Lease lease = store.lease("w1", 1000, 2000).orElseThrow();
    store.publish(lease, 1000, store.generation(), adding("x"));
    store.publish(
        lease,
        1500,
        store.generation(),
        new Publication(List.of(), Set.of("x"), Set.of(), Set.of(FIRST)));
    store.forgetRemoved(List.of("x"), 1501);
    assertThat(other.removed(Long.MAX_VALUE)).isEmpty();
    assertThat(other.closed()).as("as long as it is there").containsExactly("first");
    store.delete(Set.of(FIRST));
    store.forgetRemoved(List.of(), 1500);
    assertThat(other.closed()).containsExactly("first");
    store.forgetRemoved(List.of(), 1501);
    assertThat(other.closed()).isEmpty();
  }

  private Set<Segment> append(Segment segment, boolean begins, String dictionary, HotRow... rows) {
    return store.append(
        List.of(
            new SegmentAppend(
                segment, begins, bytes(dictionary), new ArrayList<>(Arrays.asList(rows)))));
  }

  private static HotRow row(long id, Producer producer) {
    long start = id * 1000;
    return new HotRow(
        Uploads.profileId(id), start, 10, start + 100, producer, CPU, new byte[] {(byte) id});
  }

  private static long id(HotRow row) {
    return row.startMillis() / 1000;
  }

  private static Publication adding(String... names) {
    return new Publication(
        Arrays.stream(names).map(HotStoreContract::object).toList(), Set.of(), Set.of(), Set.of());
  }

  private static StoredObject object(String name) {
    return new StoredObject(name, "a", "shop", Resolution.HOUR, 3_600_000, 10, 20, 30, false);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
