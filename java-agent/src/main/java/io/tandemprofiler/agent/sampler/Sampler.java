package io.tandemprofiler.agent.sampler;

/**
 * Takes stacks of this JVM's threads, one window after the other. One thread at a time uses it.
 *
 * <p>The agent's own threads ({@link OwnThreads}) never appear, neither as stacks nor in totals.
 */
public interface Sampler extends AutoCloseable {
  /** What it is, for the statistics. */
  io.tandemprofiler.model.Sampler kind();

  /** Begins a window in which stacks stay as they are seen. */
  default void start(SamplingRates rates) {
    start(rates, StackDivision.NONE);
  }

  /**
   * Begins a window.
   *
   * @param division gets what is seen of the threads that concern it, during the window or when it
   *     ends, and gives it back when it ends; series in which something was divided are marked
   * @throws IllegalStateException where the samples cannot be taken, or a window is open
   */
  void start(SamplingRates rates, StackDivision division);

  /**
   * Ends the window and gives what was seen in it; empty where nothing was.
   *
   * @throws IllegalStateException where no window is open, or what was seen is lost; either way
   *     none is open then
   */
  SampledWindow stop();

  /** Ends an open window, forgets it and frees everything. Idempotent. */
  @Override
  void close();
}
