package io.tandemprofiler.agent.sampler;

import io.tandemprofiler.model.CallTree;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.SeriesTotal;
import java.util.Map;

/** What a sampler saw in one window. */
public final class SampledWindow {
  private final CallTree tree;
  private final Map<SeriesKey, SeriesTotal> totals;
  private final long samples;
  private final long samplingMicros;

  /**
   * @param totals what the samples of each series are worth; one for each key in the tree
   * @param samples stacks taken; a sleeping thread that was only counted again costs none
   * @param samplingMicros what they cost the application's threads: an estimate
   */
  public SampledWindow(
      CallTree tree, Map<SeriesKey, SeriesTotal> totals, long samples, long samplingMicros) {
    this.tree = tree;
    this.totals = Map.copyOf(totals);
    this.samples = samples;
    this.samplingMicros = samplingMicros;
  }

  public CallTree tree() {
    return tree;
  }

  public Map<SeriesKey, SeriesTotal> totals() {
    return totals;
  }

  public long samples() {
    return samples;
  }

  public long samplingMicros() {
    return samplingMicros;
  }
}
