package io.tandemprofiler.agent.sampler;

/**
 * Lets a JVM's sampler see another language's interpreter. The agent finds what implements it by
 * {@link java.util.ServiceLoader}, on the class path and in jars beside its own.
 */
public interface SamplerExtension {
  /**
   * The sampler to use instead: it uses {@code jvm}, closes it, and calls itself what that does; or
   * {@code jvm} itself where there is nothing to add. Is called before the application has begun,
   * or at any time later, and loads none of its classes.
   */
  Sampler extend(Sampler jvm, Surroundings surroundings);
}
