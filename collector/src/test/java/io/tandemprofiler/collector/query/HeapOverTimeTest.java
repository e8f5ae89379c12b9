package io.tandemprofiler.collector.query;

import static io.tandemprofiler.collector.Uploads.upload;
import static io.tandemprofiler.collector.query.HeapOverTime.UNKNOWN;
import static io.tandemprofiler.collector.query.Stores.holding;
import static io.tandemprofiler.collector.query.Stores.shop;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.collector.store.ProfileStore;
import io.tandemprofiler.model.HeapCount;
import org.junit.jupiter.api.Test;

final class HeapOverTimeTest {
  private final ProfileStore store =
      holding(
          upload(1).at(1000).cpu(1, "a 1").heap("byte[] 9 900", "Cart 2 64"),
          upload(2).at(11_000).cpu(1, "a 1").heap("byte[] 5 500"),
          upload(3).at(11_000).instance("two").cpu(1, "a 1").heap("Cart 3 96", "byte[] 1 10"),
          upload(4).at(70_000).cpu(1, "a 1"));

  @Test
  void find_takesTheLastOfEachInstanceAndNeverSumsOverTime() {
    HeapOverTime heap = HeapOverTime.find(store, shop(0, 120_000), 60_000, 9);
    assertThat(heap.instances()).containsExactly(2, 0);
    assertThat(heap.totalBytes()).containsExactly(606, 0);
    assertThat(heap.totalObjects()).containsExactly(9, 0);
    assertThat(heap.counted()).containsExactly(HeapCount.ALL_OBJECTS);
    assertThat(heap.classes()).extracting(c -> c.className()).containsExactly("byte[]", "Cart");
    assertThat(heap.classes().get(0).bytes()).containsExactly(510, UNKNOWN);
    assertThat(heap.classes().get(0).objects()).containsExactly(6, UNKNOWN);
  }

  @Test
  void find_saysUnknownOfAClassThatNoInstanceLists() {
    HeapOverTime heap = HeapOverTime.find(store, shop(0, 20_000), 10_000, 9);
    assertThat(heap.classes().get(1).className()).isEqualTo("Cart");
    assertThat(heap.classes().get(1).bytes()).containsExactly(64, 96);
    assertThat(heap.totalObjects()).containsExactly(11, 9);
    HeapOverTime one = HeapOverTime.find(store, shop(11_000, 12_000), 1000, 1);
    assertThat(one.classes()).extracting(c -> c.className()).containsExactly("byte[]");
    assertThat(one.totalBytes()).containsExactly(606);
  }

  @Test
  void find_listsTheLargestByWhatTheyHadInAnyStepThenByName() {
    ProfileStore several =
        holding(
            upload(1).at(1000).cpu(1, "a 1").heap("B 1 40", "C 1 60", "D 1 50"),
            upload(2).at(1000).instance("two").cpu(1, "a 1").heap("B 1 10", "D 1 5"),
            upload(3).at(11_000).cpu(1, "a 1").heap("A 1 50", "C 1 1"));
    HeapOverTime heap = HeapOverTime.find(several, shop(0, 20_000), 10_000, 3);
    assertThat(heap.classes()).extracting(c -> c.className()).containsExactly("C", "D", "A");
    assertThat(heap.totalBytes()).as("of all classes").containsExactly(165, 51);
  }

  @Test
  void find_saysHowLongAnApplicationStoodStillAtMost() {
    ProfileStore stalled =
        holding(
            upload(1).at(1000).cpu(1, "a 1").stalled(3000).heap("Cart 1 24"),
            upload(2).at(11_000).cpu(1, "a 1").stalled(7000).heap("Cart 1 24"),
            upload(3).at(21_000).cpu(1, "a 1").stalled(2000).heap("Cart 1 24"));
    assertThat(HeapOverTime.find(stalled, shop(0, 30_000), 10_000, 9).longestStallMicros())
        .isEqualTo(7000);
    HeapOverTime nothing = HeapOverTime.find(store, shop(70_000, 80_000), 10_000, 9);
    assertThat(nothing.counted()).isEmpty();
    assertThat(nothing.longestStallMicros()).isZero();
  }
}
