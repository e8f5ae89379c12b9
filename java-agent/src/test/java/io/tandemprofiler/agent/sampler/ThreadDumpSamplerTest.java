package io.tandemprofiler.agent.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.SeriesTotal;
import io.tandemprofiler.model.StackTrace;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class ThreadDumpSamplerTest extends SamplerContract {
  @Override
  protected Sampler open(OwnThreads own) {
    return new ThreadDumpSampler(own);
  }

  @Test
  void stop_marksItsWallTimeAsBiased() {
    SampledWindow window;
    do {
      sampler.start(OFTEN);
      LockSupport.parkNanos(100_000_000);
      window = sampler.stop();
    } while (window.tree().isEmpty());

    assertThat(window.totals().keySet()).allMatch(key -> key.measure() == Measure.WALL_TIME);
    assertThat(window.totals().values())
        .extracting(SeriesTotal::estimated)
        .containsOnly(EstimateReason.SAFEPOINT_BIAS);
  }

  @Test
  void stop_losesAWindowForWhichNoMemoryWasLeftAndNoOther() throws InterruptedException {
    List<String> log = new CopyOnWriteArrayList<>();
    Starving starving = new Starving();
    try (Sampler starved = open(new OwnThreads(log::add))) {
      starved.start(OFTEN, starving);
      starving.asked.await();

      assertThatThrownBy(starved::stop)
          .isInstanceOf(SamplingFailedException.class)
          .hasMessage("no memory is left");
      starved.start(OFTEN);
      assertThat(starved.stop().samples()).isNotNegative();
    }
    assertThat(log).isEmpty();
  }

  /** As where the application left no memory. */
  private static final class Starving implements StackDivision {
    final CountDownLatch asked = new CountDownLatch(1);

    @Override
    public boolean concerns(long javaId, long osId) {
      asked.countDown();
      throw new OutOfMemoryError();
    }

    @Override
    public boolean take(
        long javaId, long osId, StackTrace trace, SeriesKey key, long samples, long value) {
      return false;
    }

    @Override
    public void forEach(Part part) {}
  }
}
