package io.tandemprofiler.agent.program;

import io.tandemprofiler.agent.sampler.Sampler;
import io.tandemprofiler.agent.sampler.SamplerExtension;
import io.tandemprofiler.agent.sampler.Surroundings;

/** Never works. */
public final class FailingExtension implements SamplerExtension {
  @Override
  public Sampler extend(Sampler jvm, Surroundings surroundings) {
    throw new IllegalStateException("of no use");
  }
}
