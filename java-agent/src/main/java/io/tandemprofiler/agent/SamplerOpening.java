package io.tandemprofiler.agent;

import io.tandemprofiler.agent.config.Configuration;
import io.tandemprofiler.agent.sampler.OwnThreads;
import io.tandemprofiler.agent.sampler.SamplerChoice;
import io.tandemprofiler.agent.sampler.Surroundings;
import java.lang.instrument.Instrumentation;
import java.util.function.Consumer;

/** The sampler that is wished for, or the next best one. Of the agent's thread. */
final class SamplerOpening {
  private final Configuration local;
  private final Instrumentation instrumentation;
  private final OwnThreads own;
  private final Consumer<String> log;
  private final boolean crashed;
  private boolean late;
  private boolean loaded;

  /**
   * @param late whether the application was already running
   * @param instrumentation {@code null} where the JVM gave none
   */
  SamplerOpening(
      Configuration local,
      boolean late,
      Instrumentation instrumentation,
      OwnThreads own,
      Consumer<String> log) {
    this.local = local;
    this.late = late;
    this.instrumentation = instrumentation;
    this.own = own;
    this.log = log;
    this.crashed = local.sampler().equals("auto") && EarlierCrash.isKnown();
  }

  /**
   * Loads what the sampler needs, before anything else takes time: what the JVM compiles earlier is
   * credited to the wrong method for good. Idempotent. Does nothing where nothing is to be sampled.
   */
  void loadEarly() {
    if (!OffFile.isThere(local.offFile())) {
      load();
    }
  }

  SamplerChoice open() {
    Surroundings surroundings = new Surroundings(local::text, instrumentation, own, log);
    return choose().with(sampler -> Extensions.extend(sampler, surroundings));
  }

  private SamplerChoice choose() {
    if (crashed) {
      return SamplerChoice.afterCrash(own);
    }
    load();
    return SamplerChoice.open(local.sampler(), local.maxDepth(), late, instrumentation, own);
  }

  private void load() {
    if (!crashed && !loaded) {
      loaded = true;
      late = SamplerChoice.loadAfterTheApplication(local.sampler(), instrumentation) || late;
    }
  }
}
