package io.tandemprofiler.examples.shop;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Stream;

/** What the shop knows about its own CPU time, for comparison with what a profiler says. */
final class Truth {
  final HotSpot requests =
      new HotSpot(
          "requests", HotSpot.Kind.ALL, ShopHandler.class, "answer", "all that customers ask for");
  final HotSpot pricing =
      new HotSpot(
          "pricing", HotSpot.Kind.OWN, Cart.class, "total", "every offer for every pair of lines");
  final HotSpot search =
      new HotSpot(
          "search", HotSpot.Kind.LIBRARY, Catalogue.class, "search", "two queries inside H2");
  final HotSpot compression =
      new HotSpot(
          "compression", HotSpot.Kind.NATIVE, Page.class, "compressed", "zlib, through Deflater");

  private final String service;
  private final long sinceMillis;

  Truth(String service, long sinceMillis) {
    this.service = service;
    this.sinceMillis = sinceMillis;
  }

  /** Sums since the start; a span of time is the difference of two. */
  record Reading(
      String service,
      @JsonProperty("since_millis") long sinceMillis,
      @JsonProperty("hot_spots") List<HotSpot.Measured> hotSpots,
      @JsonProperty("process_cpu_micros") long processCpuMicros) {}

  Reading read() {
    OperatingSystemMXBean process =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return new Reading(
        service,
        sinceMillis,
        Stream.of(requests, pricing, search, compression).map(HotSpot::measured).toList(),
        process.getProcessCpuTime() / 1_000);
  }
}
