package io.tandemprofiler.bridge;

import io.tandemprofiler.agent.sampler.SampledWindow;
import io.tandemprofiler.agent.sampler.Sampler;
import io.tandemprofiler.agent.sampler.SamplingRates;
import io.tandemprofiler.agent.sampler.StackDivision;
import io.tandemprofiler.agent.sampler.Surroundings;

/**
 * The JVM's sampler, whose stacks that enter Python are divided among what was seen to run there.
 * One thread at a time uses it.
 */
final class JepSampler implements Sampler {
  private final Sampler jvm;
  private final PythonLooks looks;
  private final boolean withGlue;

  JepSampler(Sampler jvm, Surroundings surroundings) {
    this.jvm = jvm;
    this.looks = new PythonLooks(surroundings);
    this.withGlue = Boolean.parseBoolean(surroundings.setting("jep_frames"));
  }

  @Override
  public io.tandemprofiler.model.Sampler kind() {
    return jvm.kind();
  }

  @Override
  public void start(SamplingRates rates, StackDivision division) {
    if (division != StackDivision.NONE) {
      throw new IllegalArgumentException("the stacks are divided already");
    }
    MixedDivision mixed =
        new MixedDivision(looks::hasSeenJep, looks::unseen, withGlue, rates.lines());
    jvm.start(rates, mixed);
    looks.begin(mixed);
  }

  @Override
  public SampledWindow stop() {
    looks.pause();
    return jvm.stop();
  }

  @Override
  public void close() {
    looks.close();
    jvm.close();
  }
}
