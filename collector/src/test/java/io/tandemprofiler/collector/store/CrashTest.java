package io.tandemprofiler.collector.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.collector.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A store is killed at each of its steps in turn: before or after a call to one of its layers. How
 * often, the property {@code crashes} says.
 */
final class CrashTest {
  private static final int CRASHES = Integer.getInteger("crashes", 30);

  @TempDir private Path folder;

  @Test
  void kill_losesNothingAndDoublesNothing() throws IOException {
    int calls = callsOfALife();
    Set<String> steps =
        IntStream.range(0, CRASHES)
            .parallel()
            .mapToObj(
                crash ->
                    crash(
                        folder.resolve("crash" + crash),
                        1 + (int) ((long) crash * calls / CRASHES),
                        crash % 2 == 0))
            .collect(Collectors.toSet());
    assertThat(steps).contains("stopped at append", "stopped at put", "stopped at publish");
  }

  private int callsOfALife() throws IOException {
    try (Program life = live(folder.resolve("whole"), 0, false)) {
      String rest = life.rest();
      assertThat(rest).contains("calls ");
      return Integer.parseInt(rest.substring(rest.indexOf("calls ") + 6));
    }
  }

  /** Where it stopped. */
  private String crash(Path data, int call, boolean before) {
    try {
      return crashOnce(data, call, before);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String crashOnce(Path data, int call, boolean before) throws IOException {
    Set<Integer> acknowledged = new TreeSet<>();
    String line;
    try (Program life = live(data, call, before)) {
      // a life whose appends shared more commits makes fewer calls, and may end before
      for (line = life.line(); line.matches("\\d+"); line = life.line()) {
        acknowledged.add(Integer.parseInt(line));
      }
      life.kill();
    }
    String where = line + ", call " + call + (before ? ", before it" : ", after it");
    try (DataFolder held = DataFolder.hold(data)) {
      Stores stores = Stores.open(held);
      TurnedClock clock = StoreLife.afterwards();
      try (LayeredProfileStore store = LayeredProfileStore.open(stores, clock, 1 << 20)) {
        requireOnce(where, acknowledged, store);
        Upkeep upkeep = new Upkeep(stores, clock, StoreLife.RETENTION);
        assertThat(upkeep.run(false, step -> {})).isTrue();
        requireOnce(where + ", then recovered", acknowledged, store);
        clock.turn(Duration.ofHours(7));
        upkeep.run(false, step -> {});
        assertThat(stores.blocks().list(""))
            .as(where + ": what is left over is removed")
            .hasSameSizeAs(stores.hot().objects(null, null));
      }
    }
    return line;
  }

  private static void requireOnce(String where, Set<Integer> acknowledged, ProfileStore store) {
    for (Resolution coarsest : Resolution.values()) {
      Map<Integer, Long> counted = new TreeMap<>(StoreLife.counted(store, coarsest));
      assertThat(counted.keySet()).as(where + ", by " + coarsest).containsAll(acknowledged);
      assertThat(counted.values())
          .as(where + ", by " + coarsest)
          .allSatisfy(times -> assertThat(times).isEqualTo(1));
    }
  }

  private Program live(Path data, int stopAt, boolean before) throws IOException {
    return Program.start(
        data.resolveSibling(data.getFileName() + ".errors"),
        StoreLife.class,
        data.toString(),
        String.valueOf(stopAt),
        String.valueOf(before));
  }
}
