package io.tandemprofiler.collector.store;

import static io.tandemprofiler.collector.Uploads.upload;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.collector.store.SegmentWriter.Waiting;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class SegmentWriterTest {
  private final InMemoryHotStore hot = new InMemoryHotStore();
  private int written;

  @Test
  void write_beginsAnotherSegmentWhereOneIsAsLargeAsIsClosedAtOnce() {
    write(new SegmentWriter(hot, new TurnedClock(0), 1 << 20));
    assertThat(hot.segments(null, null)).hasSize(1);
    write(new SegmentWriter(hot, new TurnedClock(0), 1 << 20, 1));
    assertThat(hot.segments(null, null)).hasSize(1 + 3);
  }

  private void write(SegmentWriter writer) {
    for (int i = 0; i < 3; i++) {
      CompletableFuture<Void> durable = new CompletableFuture<>();
      var one = upload(written++).cpu(10, "main;work 1").build();
      writer.write(List.of(new Waiting("default", one, durable)));
      assertThat(durable).isCompleted();
    }
  }
}
