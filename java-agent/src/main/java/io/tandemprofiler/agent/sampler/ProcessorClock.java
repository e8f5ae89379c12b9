package io.tandemprofiler.agent.sampler;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** What the process executed, the agent's own threads left out. Thread-safe. */
final class ProcessorClock {
  private final OwnThreads own;
  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  ProcessorClock(OwnThreads own) {
    this.own = own;
  }

  /** Since the JVM started; rises with the system's clock tick, often 10 ms. */
  long micros() {
    return (system.getProcessCpuTime() - own.cpuNanos()) / 1000;
  }
}
