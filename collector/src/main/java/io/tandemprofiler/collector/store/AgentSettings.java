package io.tandemprofiler.collector.store;

/**
 * What the operator asks of agents; 0 leaves a setting to the agent. Immutable.
 *
 * @param disabled take no samples
 */
public record AgentSettings(
    boolean disabled, int cpuHz, int wallHz, int reportSeconds, int maxDepth) {
  /** Everything is left to the agents. */
  public static final AgentSettings NONE = new AgentSettings(false, 0, 0, 0, 0);

  public AgentSettings {
    if (Math.min(Math.min(cpuHz, wallHz), Math.min(reportSeconds, maxDepth)) < 0) {
      throw new IllegalArgumentException(
          String.format("settings %d %d %d %d", cpuHz, wallHz, reportSeconds, maxDepth));
    }
  }

  /** These, and where they leave something to the agent those; disabled where either is. */
  public AgentSettings orElse(AgentSettings those) {
    return new AgentSettings(
        disabled || those.disabled,
        cpuHz > 0 ? cpuHz : those.cpuHz,
        wallHz > 0 ? wallHz : those.wallHz,
        reportSeconds > 0 ? reportSeconds : those.reportSeconds,
        maxDepth > 0 ? maxDepth : those.maxDepth);
  }
}
