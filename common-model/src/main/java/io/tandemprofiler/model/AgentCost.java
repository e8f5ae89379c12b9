package io.tandemprofiler.model;

import java.util.List;
import java.util.Objects;

/** What the agent itself cost and lost in a window. Immutable. */
public final class AgentCost {
  private final long cpuMicros;
  private final long samplingMicros;
  private final long samples;
  private final List<Drop> drops;

  /**
   * @param cpuMicros of the agent's own threads
   * @param samplingMicros an estimate: samples in the application's threads times the calibrated
   *     cost
   * @param drops ascending by (kind, reason), one each
   */
  public AgentCost(long cpuMicros, long samplingMicros, long samples, List<Drop> drops) {
    this.cpuMicros = cpuMicros;
    this.samplingMicros = samplingMicros;
    this.samples = samples;
    this.drops = List.copyOf(drops);
  }

  public long cpuMicros() {
    return cpuMicros;
  }

  public long samplingMicros() {
    return samplingMicros;
  }

  public long samples() {
    return samples;
  }

  public List<Drop> drops() {
    return drops;
  }

  @Override
  public boolean equals(Object object) {
    if (!(object instanceof AgentCost)) {
      return false;
    }
    AgentCost other = (AgentCost) object;
    return cpuMicros == other.cpuMicros
        && samplingMicros == other.samplingMicros
        && samples == other.samples
        && drops.equals(other.drops);
  }

  @Override
  public int hashCode() {
    return Objects.hash(cpuMicros, samplingMicros, samples, drops);
  }

  @Override
  public String toString() {
    return cpuMicros + " " + samplingMicros + " " + samples + " " + drops;
  }
}
