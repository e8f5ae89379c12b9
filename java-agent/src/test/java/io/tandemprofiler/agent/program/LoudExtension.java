package io.tandemprofiler.agent.program;

import io.tandemprofiler.agent.sampler.SampledWindow;
import io.tandemprofiler.agent.sampler.Sampler;
import io.tandemprofiler.agent.sampler.SamplerExtension;
import io.tandemprofiler.agent.sampler.SamplingRates;
import io.tandemprofiler.agent.sampler.StackDivision;
import io.tandemprofiler.agent.sampler.Surroundings;

/** Says of each window that it begins. */
public final class LoudExtension implements SamplerExtension {
  @Override
  public Sampler extend(Sampler jvm, Surroundings surroundings) {
    return new Loud(jvm, surroundings);
  }

  private static final class Loud implements Sampler {
    private final Sampler jvm;
    private final Surroundings surroundings;

    Loud(Sampler jvm, Surroundings surroundings) {
      this.jvm = jvm;
      this.surroundings = surroundings;
    }

    @Override
    public io.tandemprofiler.model.Sampler kind() {
      return jvm.kind();
    }

    @Override
    public void start(SamplingRates rates, StackDivision division) {
      surroundings.log("a window begins, jep=" + surroundings.setting("jep"));
      jvm.start(rates, division);
    }

    @Override
    public SampledWindow stop() {
      return jvm.stop();
    }

    @Override
    public void close() {
      jvm.close();
    }
  }
}
