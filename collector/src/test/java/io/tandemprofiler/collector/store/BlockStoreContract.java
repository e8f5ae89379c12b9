package io.tandemprofiler.collector.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.collector.store.BlockStore.Listed;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link BlockStore} does; to be extended by the test of one. */
public abstract class BlockStoreContract {
  private static final String NAME = "hour/2026-11-30/1-2-a.b";

  private BlockStore store;

  /** Opens the store; what was put before in the same test is there. */
  protected abstract BlockStore open();

  @BeforeEach
  void openStore() {
    store = open();
  }

  @Test
  void get_givesWhatWasPut() {
    byte[] content = new byte[300_000];
    new Random(1).nextBytes(content);
    assertThat(store.put(NAME, content)).isTrue();
    assertThat(store.get(NAME, 0, content.length)).contains(content);
    assertThat(open().get(NAME, 0, content.length)).as("by another client").contains(content);
  }

  @Test
  void get_givesTheRangeAsFarAsThereIsOne() {
    store.put(NAME, bytes("0123456789"));
    assertThat(store.get(NAME, 3, 4)).contains(bytes("3456"));
    assertThat(store.get(NAME, 8, 4)).contains(bytes("89"));
    assertThat(store.get(NAME, 10, 4)).contains(bytes(""));
    assertThat(store.get(NAME, 20, 4)).contains(bytes(""));
    assertThat(store.get(NAME, 3, 0)).contains(bytes(""));
  }

  @Test
  void get_isEmptyWhereThereIsNone() {
    assertThat(store.get("nowhere/to/be.found", 0, 10)).isEmpty();
  }

  @Test
  void put_changesNothingWhereThereIsOne() {
    assertThat(store.put(NAME, bytes("first"))).isTrue();
    assertThat(store.put(NAME, bytes("second"))).isFalse();
    assertThat(store.get(NAME, 0, 10)).contains(bytes("first"));
  }

  @Test
  void put_isWonByOneOfMany() {
    long won =
        IntStream.range(0, 32)
            .parallel()
            .filter(i -> open().put(NAME, bytes("writer " + i)))
            .count();
    assertThat(won).isEqualTo(1);
    assertThat(new String(store.get(NAME, 0, 20).orElseThrow(), StandardCharsets.UTF_8))
        .startsWith("writer ");
  }

  @Test
  void put_takesAnEmptyObject() {
    assertThat(store.put(NAME, new byte[0])).isTrue();
    assertThat(store.get(NAME, 0, 10)).contains(new byte[0]);
    assertThat(store.list("")).containsExactly(new Listed(NAME, 0));
  }

  @Test
  void list_isByNameAndOfThePrefix() {
    store.put("b/2", bytes("22"));
    store.put("b/10", bytes("1"));
    store.put("a/1", bytes(""));
    store.put("bc/1", bytes("333"));
    assertThat(store.list(""))
        .extracting(Listed::name)
        .containsExactly("a/1", "b/10", "b/2", "bc/1");
    assertThat(store.list("b/")).containsExactly(new Listed("b/10", 1), new Listed("b/2", 2));
    assertThat(store.list("b")).hasSize(3);
    assertThat(store.list("c")).isEmpty();
  }

  @Test
  void delete_removesAndMayBeRepeated() {
    store.put(NAME, bytes("first"));
    store.delete(NAME);
    store.delete(NAME);
    assertThat(store.get(NAME, 0, 10)).isEmpty();
    assertThat(store.list("")).isEmpty();
    assertThat(store.put(NAME, bytes("second"))).isTrue();
    assertThat(store.get(NAME, 0, 10)).contains(bytes("second"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
