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
    return micros(system.getProcessCpuTime(), own.cpuNanos());
  }

  /** What is left of the process's clock without the agent's (R31). */
  static long micros(long processNanos, long ownNanos) {
    return (processNanos - ownNanos) / 1000;
  }
}
