package io.tandemprofiler.agent.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.model.Drop;
import io.tandemprofiler.model.DropKind;
import io.tandemprofiler.model.DropReason;
import java.util.List;
import org.junit.jupiter.api.Test;

class UploadQueueTest {
  private final UploadQueue queue = new UploadQueue(100);

  @Test
  void offer_dropsTheOldestUntilItFits() {
    UploadQueue.Waiting last = waiting(60);
    queue.offer(waiting(40));
    queue.offer(waiting(40));
    queue.offer(last);

    assertThat(queue.oldest().request).hasSize(40);
    queue.arrived(queue.oldest());
    assertThat(queue.oldest()).isSameAs(last);
    assertThat(queue.takeDrops()).containsExactly(dropped(DropReason.QUEUE_FULL, 1));
  }

  @Test
  void offer_dropsWhatNeverFitsAndNothingElse() {
    queue.offer(waiting(40));

    assertThat(queue.offer(waiting(101))).isFalse();
    assertThat(queue.oldest().request).hasSize(40);
    assertThat(queue.takeDrops()).containsExactly(dropped(DropReason.LIMIT, 1));
  }

  @Test
  void offer_dropsWhatNoCollectorTakes() {
    UploadQueue large = new UploadQueue(1L << 30);

    assertThat(large.offer(waiting((64 << 20) + 1))).isFalse();
    assertThat(large.oldest()).isNull();
    assertThat(large.takeDrops()).containsExactly(dropped(DropReason.LIMIT, 1));
  }

  @Test
  void refused_handsOnWhatTheLostUploadReported() {
    UploadQueue.Waiting upload = waiting(10, new Drop(DropKind.UPLOAD, DropReason.REFUSED, 2));
    queue.offer(upload);
    queue.refused(upload, DropReason.REFUSED);

    assertThat(queue.takeDrops()).containsExactly(dropped(DropReason.REFUSED, 3));
  }

  @Test
  void arrived_freesItsBytes() {
    UploadQueue.Waiting first = waiting(90);
    queue.offer(first);
    queue.arrived(first);
    queue.offer(waiting(90));

    assertThat(queue.takeDrops()).isEmpty();
  }

  @Test
  void takeDrops_countsEachOnceInOrder() {
    queue.count(new Drop(DropKind.WINDOW, DropReason.FAILED, 1));
    queue.offer(waiting(101));
    queue.count(new Drop(DropKind.WINDOW, DropReason.FAILED, 1));

    assertThat(queue.takeDrops())
        .containsExactly(
            new Drop(DropKind.WINDOW, DropReason.FAILED, 2), dropped(DropReason.LIMIT, 1));
    assertThat(queue.takeDrops()).isEmpty();
  }

  private static Drop dropped(DropReason reason, long count) {
    return new Drop(DropKind.UPLOAD, reason, count);
  }

  private static UploadQueue.Waiting waiting(int bytes, Drop... reports) {
    return new UploadQueue.Waiting(new byte[bytes], List.of(reports), 0);
  }
}
