package io.tandemprofiler.agent.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.SeriesTotal;
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
}
