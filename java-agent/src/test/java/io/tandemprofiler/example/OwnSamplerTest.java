package io.tandemprofiler.example;

import io.tandemprofiler.agent.sampler.OwnThreads;
import io.tandemprofiler.agent.sampler.Sampler;
import io.tandemprofiler.agent.sampler.SamplerContract;

class OwnSamplerTest extends SamplerContract {
  @Override
  protected Sampler open(OwnThreads own) {
    return new OwnSampler(own);
  }
}
