package io.tandemprofiler.agent.sampler;

import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.StackTrace;

/**
 * Puts what another language's interpreter ran into stacks that enter it, of which a JVM's sampler
 * sees the Java frames alone. Of one window. One thread at a time calls it.
 */
public interface StackDivision {
  /** Divides nothing. */
  StackDivision NONE = new NoDivision();

  /**
   * Whether stacks of this thread may be divided. What is seen of others is counted by stack alone.
   *
   * @param javaId {@link Thread#getId}; 0 for a thread that is not Java's
   * @param osId the system's number of the thread; 0 where the sampler does not know it
   */
  boolean concerns(long javaId, long osId);

  /**
   * Takes what was seen of a thread instead of the call tree, or leaves it.
   *
   * @param trace with the native frames at its end, where the sampler sees them
   * @param key wall time of a thread that does not execute has the state that its place tells,
   *     {@code UNSPECIFIED} where it does not
   * @param value of all the samples together; 0 where the measure has no values
   * @return whether it was taken
   */
  boolean take(long javaId, long osId, StackTrace trace, SeriesKey key, long samples, long value);

  /**
   * Gives all that was taken, divided, once the window has ended. The sums of samples and of values
   * are those that were taken, by measure; the state of wall time may be another.
   */
  void forEach(Part part);

  /** Takes a part of what was divided. */
  interface Part {
    /**
     * Adds what was seen so often.
     *
     * @param samples always positive
     */
    void add(StackTrace trace, SeriesKey key, long samples, long value);
  }
}
