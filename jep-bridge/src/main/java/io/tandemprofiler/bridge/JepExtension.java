package io.tandemprofiler.bridge;

import io.tandemprofiler.agent.sampler.Sampler;
import io.tandemprofiler.agent.sampler.SamplerExtension;
import io.tandemprofiler.agent.sampler.Surroundings;

/** Lets the JVM's sampler see the Python that Jep runs. Found by the agent. */
public final class JepExtension implements SamplerExtension {
  @Override
  public Sampler extend(Sampler jvm, Surroundings surroundings) {
    return surroundings.setting("jep").equals("off") ? jvm : new JepSampler(jvm, surroundings);
  }
}
