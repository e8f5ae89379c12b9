package io.tandemprofiler.agent.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.model.ClassCount;
import io.tandemprofiler.model.HeapCount;
import io.tandemprofiler.model.HeapSummary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HeapCounterTest {
  private static final long MINUTE = 60_000_000_000L;
  private static final int NO_LIMIT = 1_000_000;

  private final List<String> log = new ArrayList<>();
  private long nanos;

  /** Held here, so that they are alive while they are counted. */
  private final Grain[] grains = new Grain[10_000];

  private final byte[] weight = new byte[8 << 20];

  private static final class Grain {}

  @Test
  void count_findsWhatLiesOnTheHeap() {
    Arrays.setAll(grains, i -> new Grain());
    HeapSummary summary = counter(NO_LIMIT).count(1_790_000_000_000L);

    assertThat(log).isEmpty();
    assertThat(summary.takenMillis()).isEqualTo(1_790_000_000_000L);
    assertThat(summary.count()).isEqualTo(HeapCount.ALL_OBJECTS);
    assertThat(summary.stallMicros()).isPositive();
    assertThat(summary.classes()).extracting(ClassCount::className).contains("byte[]");
    long listed = summary.classes().stream().mapToLong(ClassCount::objects).sum();
    assertThat(listed + summary.otherObjects()).isGreaterThan(10_000);
    assertThat(named(summary, Grain.class.getName()))
        .hasValueSatisfying(count -> assertThat(count.objects()).isGreaterThanOrEqualTo(10_000));
  }

  @Test
  void count_restsForFiveMinutes() {
    HeapCounter counter = counter(NO_LIMIT);

    assertThat(counter.count(1)).isNotNull();
    nanos += 4 * MINUTE;
    assertThat(counter.count(2)).isNull();
    nanos += MINUTE;
    assertThat(counter.count(3)).isNotNull();
  }

  @Test
  void count_leavesAHeapAloneThatWouldTakeTooLong() {
    HeapCounter counter = counter(1);

    assertThat(counter.count(1)).isNull();
    assertThat(counter.count(2)).isNull();
    assertThat(weight).hasSize(8 << 20);
    assertThat(log).hasSize(1);
    assertThat(log.get(0))
        .matches(
            "no heap summary: to count \\d+ MB would stop the application for about \\d+ ms, and"
                + " heap_stall_millis is 1");
  }

  private HeapCounter counter(int maxStallMillis) {
    return new HeapCounter(null, maxStallMillis, () -> nanos, log::add);
  }

  private static Optional<ClassCount> named(HeapSummary summary, String name) {
    return summary.classes().stream().filter(count -> count.className().equals(name)).findAny();
  }
}
