package io.tandemprofiler.agent.sampler;

import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.SeriesTotal;
import java.util.Map;

/** Opens the agent's rule for what CPU samples are worth (R31) to the testee. */
public final class ClockRule {
  private ClockRule() {}

  /**
   * What the samples of CPU time are worth together.
   *
   * @param processMicros what the process's clock counted in the window
   * @param agentMicros what the clocks of the agent's own threads did
   */
  public static SeriesTotal total(
      SeriesKey cpu,
      long samples,
      long period,
      long processMicros,
      long agentMicros,
      EstimateReason estimated) {
    long micros = ProcessorClock.micros(processMicros * 1000, agentMicros * 1000);
    return new RecordingTotals(new SamplingRates(0, 0, 2, false), period, micros, 0, 0, estimated)
        .of(Map.of(cpu, samples), 1)
        .get(cpu);
  }
}
