package io.tandemprofiler.model;

import java.util.Objects;

/**
 * What the collector asks an agent to do; 0 means that the agent's own setting holds. Immutable.
 */
public final class AgentConfiguration {
  private final int formatRevision;
  private final boolean disabled;
  private final int cpuHz;
  private final int wallHz;
  private final int reportSeconds;
  private final int maxDepth;

  /**
   * @param formatRevision the highest that the collector reads
   * @param disabled take no samples until told otherwise
   */
  public AgentConfiguration(
      int formatRevision,
      boolean disabled,
      int cpuHz,
      int wallHz,
      int reportSeconds,
      int maxDepth) {
    this.formatRevision = formatRevision;
    this.disabled = disabled;
    this.cpuHz = cpuHz;
    this.wallHz = wallHz;
    this.reportSeconds = reportSeconds;
    this.maxDepth = maxDepth;
  }

  public int formatRevision() {
    return formatRevision;
  }

  public boolean disabled() {
    return disabled;
  }

  public int cpuHz() {
    return cpuHz;
  }

  public int wallHz() {
    return wallHz;
  }

  public int reportSeconds() {
    return reportSeconds;
  }

  public int maxDepth() {
    return maxDepth;
  }

  @Override
  public boolean equals(Object object) {
    if (!(object instanceof AgentConfiguration)) {
      return false;
    }
    AgentConfiguration other = (AgentConfiguration) object;
    return formatRevision == other.formatRevision
        && disabled == other.disabled
        && cpuHz == other.cpuHz
        && wallHz == other.wallHz
        && reportSeconds == other.reportSeconds
        && maxDepth == other.maxDepth;
  }

  @Override
  public int hashCode() {
    return Objects.hash(formatRevision, disabled, cpuHz, wallHz, reportSeconds, maxDepth);
  }

  @Override
  public String toString() {
    return formatRevision
        + " "
        + disabled
        + " "
        + cpuHz
        + " "
        + wallHz
        + " "
        + reportSeconds
        + " "
        + maxDepth;
  }
}
