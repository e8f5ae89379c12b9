package io.tandemprofiler.agent.sampler;

import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.SamplerReason;
import java.lang.instrument.Instrumentation;
import java.util.function.UnaryOperator;

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
   * @param wish {@code auto}, {@code async-profiler}, {@code jfr} or {@code thread-dump}
   * @param maxDepth of stacks; a recorder that must know it before its first use is told
   * @param late whether the application's code may already be compiled
   * @param instrumentation {@code null} where the JVM gave none
   */
  public static SamplerChoice open(
      String wish, int maxDepth, boolean late, Instrumentation instrumentation, OwnThreads own) {
    PrivateFile.deleteAbandoned();
    switch (wish) {
      case "thread-dump":
        return new SamplerChoice(new ThreadDumpSampler(own), SamplerReason.CHOSEN, "");
      case "jfr":
        return jfr(maxDepth, instrumentation, own);
      default:
        SamplerReason reason = wish.equals("auto") ? SamplerReason.DEFAULT : SamplerReason.CHOSEN;
        return asyncProfiler(reason, late, own);
    }
  }

  /**
   * Loads the native library that a sampler needs, if any, and tells whether it came too late for
   * code of the application's that was compiled by then; true where that is not known. Where it
   * cannot be loaded, {@link #open} says why.
   *
   * @param instrumentation {@code null} where the JVM gave none
   */
  public static boolean loadAfterTheApplication(String wish, Instrumentation instrumentation) {
    if (wish.equals("thread-dump") || wish.equals("jfr")) {
      return false;
    }
    try {
      ProfilerLibrary.load();
    } catch (SamplerUnavailableException e) {
      return false;
    }
    return DiagnosticCommand.unnoticed(instrumentation)
        .map(CompiledMethods::areOfTheApplication)
        .orElse(true);
  }

  /** Takes thread dumps, because an earlier run crashed in async-profiler. */
  public static SamplerChoice afterCrash(OwnThreads own) {
    return new SamplerChoice(
        new ThreadDumpSampler(own),
        SamplerReason.CRASHED_BEFORE,
        "an earlier run crashed in async-profiler: taking thread dumps, until the agent is upgraded"
            + " or sampler=async-profiler is set");
  }

  /** The same choice, whose sampler is extended. */
  public SamplerChoice with(UnaryOperator<Sampler> extension) {
    return new SamplerChoice(extension.apply(sampler), reason, warning);
  }

  public Sampler sampler() {
    return sampler;
  }

  public SamplerReason reason() {
    return reason;
  }

  /** One line that says what is wrong with the choice; empty where nothing is. */
  public String warning() {
    return warning;
  }

  private static SamplerChoice asyncProfiler(SamplerReason reason, boolean late, OwnThreads own) {
    EstimateReason estimated = late ? EstimateReason.LATE_ATTACH : EstimateReason.UNSPECIFIED;
    try {
      return new SamplerChoice(AsyncProfilerSampler.open(own, estimated), reason, "");
    } catch (SamplerUnavailableException e) {
      return dumpsInsteadOf("async-profiler", e.reason(), e.getMessage(), own);
    }
  }

  private static SamplerChoice jfr(int maxDepth, Instrumentation instrumentation, OwnThreads own) {
    try {
      DiagnosticCommand jvm = DiagnosticCommand.open(instrumentation);
      Sampler sampler = JfrSampler.open(own, jvm, maxDepth);
      String warning =
          JfrSampler.knowsWhereCompiledCodeIs()
              ? ""
              : "sampler=jfr credits inlined methods to their callers, unless the JVM is started"
                  + " with -XX:+UnlockDiagnosticVMOptions -XX:+DebugNonSafepoints";
      return new SamplerChoice(sampler, SamplerReason.CHOSEN, warning);
    } catch (SamplerUnavailableException e) {
      return dumpsInsteadOf("the flight recorder", e.reason(), e.getMessage(), own);
    } catch (LinkageError e) {
      String why = "this JVM was made without it";
      return dumpsInsteadOf("the flight recorder", SamplerReason.EVENTS_UNAVAILABLE, why, own);
    }
  }

  private static SamplerChoice dumpsInsteadOf(
      String name, SamplerReason reason, String why, OwnThreads own) {
    return new SamplerChoice(
        new ThreadDumpSampler(own),
        reason,
        name + " cannot be used, taking thread dumps instead: " + why);
  }
}
