package io.tandemprofiler.model;

import java.util.List;
import java.util.Objects;

/** Numbers about the process and about the agent in it, over one window. Immutable. */
public final class ProcessStatistics {
  private final long cpuMicros;
  private final Gauge residentBytes;
  private final Gauge heapBytes;
  private final Gauge threads;
  private final long gcCount;
  private final long gcMicros;
  private final AgentCost agent;
  private final Sampler sampler;
  private final SamplerReason samplerReason;

  /**
   * @param cpuMicros of the whole process, the agent included
   * @param heapBytes of the JVM; all zero for Python
   */
  public ProcessStatistics(
      long cpuMicros,
      Gauge residentBytes,
      Gauge heapBytes,
      Gauge threads,
      long gcCount,
      long gcMicros,
      AgentCost agent,
      Sampler sampler,
      SamplerReason samplerReason) {
    this.cpuMicros = cpuMicros;
    this.residentBytes = residentBytes;
    this.heapBytes = heapBytes;
    this.threads = threads;
    this.gcCount = gcCount;
    this.gcMicros = gcMicros;
    this.agent = agent;
    this.sampler = sampler;
    this.samplerReason = samplerReason;
  }

  public long cpuMicros() {
    return cpuMicros;
  }

  public Gauge residentBytes() {
    return residentBytes;
  }

  public Gauge heapBytes() {
    return heapBytes;
  }

  public Gauge threads() {
    return threads;
  }

  public long gcCount() {
    return gcCount;
  }

  public long gcMicros() {
    return gcMicros;
  }

  public AgentCost agent() {
    return agent;
  }

  public Sampler sampler() {
    return sampler;
  }

  public SamplerReason samplerReason() {
    return samplerReason;
  }

  /** Statistics where nothing was read. */
  public static ProcessStatistics none() {
    return new ProcessStatistics(
        0,
        Gauge.none(),
        Gauge.none(),
        Gauge.none(),
        0,
        0,
        new AgentCost(0, 0, 0, List.of()),
        Sampler.UNSPECIFIED,
        SamplerReason.UNSPECIFIED);
  }

  @Override
  public boolean equals(Object object) {
    if (!(object instanceof ProcessStatistics)) {
      return false;
    }
    ProcessStatistics other = (ProcessStatistics) object;
    return cpuMicros == other.cpuMicros
        && residentBytes.equals(other.residentBytes)
        && heapBytes.equals(other.heapBytes)
        && threads.equals(other.threads)
        && gcCount == other.gcCount
        && gcMicros == other.gcMicros
        && agent.equals(other.agent)
        && sampler.equals(other.sampler)
        && samplerReason.equals(other.samplerReason);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        cpuMicros,
        residentBytes,
        heapBytes,
        threads,
        gcCount,
        gcMicros,
        agent,
        sampler,
        samplerReason);
  }

  @Override
  public String toString() {
    return cpuMicros
        + " "
        + residentBytes
        + " "
        + heapBytes
        + " "
        + threads
        + " "
        + gcCount
        + " "
        + gcMicros
        + " "
        + agent
        + " "
        + sampler
        + " "
        + samplerReason;
  }
}
