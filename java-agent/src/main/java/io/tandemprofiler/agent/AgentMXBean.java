package io.tandemprofiler.agent;

/** What the platform's MBean server shows as {@code io.tandemprofiler:type=Agent}. */
public interface AgentMXBean {
  /** Whether samples are taken. */
  boolean isEnabled();

  /**
   * Switches off, or on again what was switched off here. What a collector, the program or {@code
   * off_file} switched off stays off.
   */
  void setEnabled(boolean enabled);

  /** What the agent's own threads executed since the JVM started, in microseconds. */
  long getCpuMicros();

  /** What samples cost the application's threads since the agent started: an estimate. */
  long getSamplingMicros();

  /** Stacks taken since the agent started, in windows that have ended. */
  long getSamples();

  /** Windows that have ended since the agent started. */
  long getWindows();
}
