package io.tandemprofiler.agent.sampler;

/** How often to look, and how deep. Immutable. */
public final class SamplingRates {
  private final int cpuHz;
  private final int wallHz;
  private final int maxDepth;
  private final boolean lines;
  private final int allocatedBytes;
  private final int lockMicros;
  private final int slowdown;

  /**
   * @param cpuHz per second that a thread executes; 0 for none
   * @param wallHz per second, for every Java thread; 0 for none
   * @param lines whether line numbers are kept
   */
  public SamplingRates(int cpuHz, int wallHz, int maxDepth, boolean lines) {
    this(cpuHz, wallHz, maxDepth, lines, 0, 0, 1);
  }

  private SamplingRates(
      int cpuHz,
      int wallHz,
      int maxDepth,
      boolean lines,
      int allocatedBytes,
      int lockMicros,
      int slowdown) {
    if (cpuHz < 0 || wallHz < 0 || maxDepth < 2) {
      throw new IllegalArgumentException(cpuHz + " Hz, " + wallHz + " Hz, depth " + maxDepth);
    }
    this.cpuHz = cpuHz;
    this.wallHz = wallHz;
    this.maxDepth = maxDepth;
    this.lines = lines;
    this.allocatedBytes = allocatedBytes;
    this.lockMicros = lockMicros;
    this.slowdown = slowdown;
  }

  /**
   * The same and what else is to be sampled, where the sampler can.
   *
   * @param bytes that are allocated from one sample to the next; 0 for none
   * @param micros that threads wait for locks from one sample to the next; 0 for none
   */
  public SamplingRates withEvents(int bytes, int micros) {
    return new SamplingRates(cpuHz, wallHz, maxDepth, lines, bytes, micros, slowdown);
  }

  /**
   * The same, so many times more seldom.
   *
   * @param times at least 1
   */
  public SamplingRates slowedBy(int times) {
    return new SamplingRates(
        cpuHz, wallHz, maxDepth, lines, allocatedBytes, lockMicros, slowdown * times);
  }

  public int cpuHz() {
    return cpuHz;
  }

  public int wallHz() {
    return wallHz;
  }

  public int maxDepth() {
    return maxDepth;
  }

  /**
   * How deep to record. Deeper than what is kept, so that a stack that was cut can be told from one
   * that just fits, and is as deep as may be also without the native frames that it waits in.
   */
  int recordedDepth() {
    return maxDepth + 32;
  }

  /** Drawn anew at each call, since a strict period is blind to work of the same beat; or 0. */
  long cpuPeriodMicros() {
    return JitteredPeriod.micros(cpuHz) * slowdown;
  }

  /** As {@link #cpuPeriodMicros}. */
  long wallPeriodMicros() {
    return JitteredPeriod.micros(wallHz) * slowdown;
  }

  /** From one sample to the next; 0 for none. */
  long allocatedBytes() {
    return (long) allocatedBytes * slowdown;
  }

  /** That threads wait from one sample to the next; 0 for none. */
  long lockMicros() {
    return (long) lockMicros * slowdown;
  }

  /** Whether there is nothing to be sampled. */
  boolean areZero() {
    return cpuHz + wallHz + allocatedBytes + lockMicros == 0;
  }

  public boolean lines() {
    return lines;
  }
}
