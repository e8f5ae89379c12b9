package io.tandemprofiler.examples.shop;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Stream;

/** What the shop knows about its own CPU time, for comparison with what a profiler says. */
final class Truth {
  final HotSpot requests =
      spot(HotSpot.Kind.ALL, "requests", ShopHandler.class, "answer", "all that customers ask for");
  final HotSpot pricing;
  final HotSpot search =
      spot(HotSpot.Kind.LIBRARY, "search", Catalogue.class, "search", "two queries inside H2");
  final HotSpot compression =
      spot(HotSpot.Kind.NATIVE, "compression", Page.class, "compressed", "zlib, through Deflater");

  private final String service;
  private final long sinceMillis;
  private final List<HotSpot> others;

  Truth(String service, long sinceMillis) {
    this(
        service,
        sinceMillis,
        spot(
            HotSpot.Kind.OWN,
            "pricing",
            Cart.class,
            "total",
            "every offer for every pair of lines"),
        List.of());
  }

  /**
   * Of a shop that prices in another way.
   *
   * @param others hot spots that only this shop has
   */
  Truth(String service, long sinceMillis, HotSpot pricing, List<HotSpot> others) {
    this.service = service;
    this.sinceMillis = sinceMillis;
    this.pricing = pricing;
    this.others = others;
  }

  private static HotSpot spot(
      HotSpot.Kind kind, String name, Class<?> owner, String function, String note) {
    return new HotSpot(name, kind, owner.getName(), function, note);
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
        Stream.concat(Stream.of(requests, pricing, search, compression), others.stream())
            .map(HotSpot::measured)
            .toList(),
        process.getProcessCpuTime() / 1_000);
  }
}
