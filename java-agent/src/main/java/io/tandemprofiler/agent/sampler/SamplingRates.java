package io.tandemprofiler.agent.sampler;

/** How often to look, and how deep. Immutable. */
public final class SamplingRates {
  private final int cpuHz;
  private final int wallHz;
  private final int maxDepth;
  private final boolean lines;
  private final int allocatedBytes;
  private final int lockMicros;

  /**
   * @param cpuHz per second that a thread executes; 0 for none
   * @param wallHz per second, for every Java thread; 0 for none
   * @param lines whether line numbers are kept
   */
  public SamplingRates(int cpuHz, int wallHz, int maxDepth, boolean lines) {
    this(cpuHz, wallHz, maxDepth, lines, 0, 0);
  }

  private SamplingRates(
      int cpuHz, int wallHz, int maxDepth, boolean lines, int allocatedBytes, int lockMicros) {
    if (cpuHz < 0 || wallHz < 0 || maxDepth < 2) {
      throw new IllegalArgumentException(cpuHz + " Hz, " + wallHz + " Hz, depth " + maxDepth);
    }
    this.cpuHz = cpuHz;
    this.wallHz = wallHz;
    this.maxDepth = maxDepth;
    this.lines = lines;
    this.allocatedBytes = allocatedBytes;
    this.lockMicros = lockMicros;
  }

  /**
   * The same and what else is to be sampled, where the sampler can.
   *
   * @param bytes that are allocated from one sample to the next; 0 for none
   * @param micros that threads wait for locks from one sample to the next; 0 for none
   */
  public SamplingRates withEvents(int bytes, int micros) {
    return new SamplingRates(cpuHz, wallHz, maxDepth, lines, bytes, micros);
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

  int allocatedBytes() {
    return allocatedBytes;
  }

  int lockMicros() {
    return lockMicros;
  }

  /** Whether there is nothing to be sampled. */
  boolean areZero() {
    return cpuHz + wallHz + allocatedBytes + lockMicros == 0;
  }

  public boolean lines() {
    return lines;
  }
}
