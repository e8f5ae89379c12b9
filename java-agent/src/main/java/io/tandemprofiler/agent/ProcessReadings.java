package io.tandemprofiler.agent;

import com.sun.management.OperatingSystemMXBean;
import io.tandemprofiler.model.Gauge;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadMXBean;

/** Reads the process over one window: a few numbers each second. Not thread-safe. */
final class ProcessReadings {
  private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
  private final ThreadMXBean threadBean = ManagementFactory.getThreadMXBean();
  private final Readings resident = new Readings();
  private final Readings heap = new Readings();
  private final Readings threads = new Readings();
  private final long residentLimit;
  private final long startCpuMicros = cpuMicrosNow();
  private final long startGcCount = gcCountNow();
  private final long startGcMicros = gcMicrosNow();

  ProcessReadings(long residentLimit) {
    this.residentLimit = residentLimit;
  }

  void read() {
    resident.add(ResidentMemory.bytes());
    heap.add(memory.getHeapMemoryUsage().getUsed());
    threads.add(threadBean.getThreadCount());
  }

  Gauge residentBytes() {
    return resident.gauge(residentLimit);
  }

  Gauge heapBytes() {
    MemoryUsage usage = memory.getHeapMemoryUsage();
    return heap.gauge(Math.max(0, usage.getMax()));
  }

  Gauge threads() {
    return threads.gauge(0);
  }

  long cpuMicros() {
    return Math.max(0, cpuMicrosNow() - startCpuMicros);
  }

  long gcCount() {
    return Math.max(0, gcCountNow() - startGcCount);
  }

  long gcMicros() {
    return Math.max(0, gcMicrosNow() - startGcMicros);
  }

  private static long cpuMicrosNow() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
        / 1000;
  }

  private static long gcCountNow() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .filter(ProcessReadings::stopsTheApplication)
        .mapToLong(GarbageCollectorMXBean::getCollectionCount)
        .sum();
  }

  private static long gcMicrosNow() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .filter(ProcessReadings::stopsTheApplication)
        .mapToLong(bean -> bean.getCollectionTime() * 1000)
        .sum();
  }

  /** Concurrent collectors count their pauses and their cycles in two beans. */
  private static boolean stopsTheApplication(GarbageCollectorMXBean bean) {
    return !bean.getName().endsWith("Cycles");
  }

  private static final class Readings {
    private long sum;
    private long peak;
    private long count;

    void add(long reading) {
      sum += reading;
      peak = Math.max(peak, reading);
      count++;
    }

    Gauge gauge(long limit) {
      return count == 0 ? Gauge.none() : new Gauge(sum / count, peak, limit);
    }
  }
}
