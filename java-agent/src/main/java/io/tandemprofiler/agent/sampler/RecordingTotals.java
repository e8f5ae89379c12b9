package io.tandemprofiler.agent.sampler;

import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.SeriesTotal;
import java.util.Map;
import java.util.TreeMap;

/** What the samples of a recording are worth. Immutable. */
final class RecordingTotals {
  private static final EstimateReason NONE = EstimateReason.UNSPECIFIED;

  private final SamplingRates rates;
  private final long cpuPeriodMicros;
  private final long cpuMicros;
  private final long wallPeriodMicros;
  private final long elapsedMicros;
  private final EstimateReason estimated;

  /**
   * @param cpuMicros what the clocks counted over the window: CPU samples only divide it
   * @param elapsedMicros how long the window was
   * @param estimated what to mark CPU time with
   */
  RecordingTotals(
      SamplingRates rates,
      long cpuPeriodMicros,
      long cpuMicros,
      long wallPeriodMicros,
      long elapsedMicros,
      EstimateReason estimated) {
    this.rates = rates;
    this.cpuPeriodMicros = cpuPeriodMicros;
    this.cpuMicros = cpuMicros;
    this.wallPeriodMicros = wallPeriodMicros;
    this.elapsedMicros = elapsedMicros;
    this.estimated = estimated;
  }

  /**
   * @param samples of each series
   * @param rounds how often every thread was visited: a thread that lived all the window long is
   *     worth the whole of it, however late the visits came
   */
  Map<SeriesKey, SeriesTotal> of(Map<SeriesKey, Long> samples, long rounds) {
    Map<SeriesKey, SeriesTotal> totals = new TreeMap<>();
    samples.forEach((key, count) -> totals.put(key, of(key.measure(), count, rounds)));
    return totals;
  }

  private SeriesTotal of(Measure measure, long samples, long rounds) {
    switch (measure) {
      case CPU_TIME:
        return new SeriesTotal(cpuPeriodMicros, cpuMicros, estimated);
      case ALLOCATED_BYTES:
        return new SeriesTotal(rates.allocatedBytes(), 0, NONE); // the sum of its values is
      case LOCK_TIME:
        return new SeriesTotal(rates.lockMicros(), 0, NONE);
      default:
        return new SeriesTotal(wallPeriodMicros, samples * elapsedMicros / rounds, NONE);
    }
  }
}
