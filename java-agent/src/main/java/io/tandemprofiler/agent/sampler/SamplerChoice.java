package io.tandemprofiler.agent.sampler;

import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.SamplerReason;

/** Which sampler runs, and why. */
public final class SamplerChoice {
  private final Sampler sampler;
  private final SamplerReason reason;
  private final String warning;

  private SamplerChoice(Sampler sampler, SamplerReason reason, String warning) {
    this.sampler = sampler;
    this.reason = reason;
    this.warning = warning;
  }

  /**
   * Opens a sampler. Never fails: thread dumps work in every JVM.
   *
   * @param wish {@code auto}, {@code async-profiler} or {@code thread-dump}
   * @param late whether the application's code may already be compiled
   */
  public static SamplerChoice open(String wish, boolean late, OwnThreads own) {
    if (wish.equals("thread-dump")) {
      return new SamplerChoice(new ThreadDumpSampler(own), SamplerReason.CHOSEN, "");
    }
    EstimateReason estimated = late ? EstimateReason.LATE_ATTACH : EstimateReason.UNSPECIFIED;
    try {
      return new SamplerChoice(
          AsyncProfilerSampler.open(own, estimated),
          wish.equals("auto") ? SamplerReason.DEFAULT : SamplerReason.CHOSEN,
          "");
    } catch (SamplerUnavailableException e) {
      return new SamplerChoice(
          new ThreadDumpSampler(own),
          e.reason(),
          "async-profiler cannot be used, taking thread dumps instead: " + e.getMessage());
    }
  }

  public Sampler sampler() {
    return sampler;
  }

  public SamplerReason reason() {
    return reason;
  }

  /** One line that says why the first choice failed; empty where it did not. */
  public String warning() {
    return warning;
  }
}
