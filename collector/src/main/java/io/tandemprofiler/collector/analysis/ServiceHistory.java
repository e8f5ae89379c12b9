package io.tandemprofiler.collector.analysis;

import io.tandemprofiler.collector.analysis.anomaly.Deployment;
import io.tandemprofiler.collector.analysis.anomaly.HourlySeries;
import io.tandemprofiler.collector.analysis.anomaly.Metric;
import io.tandemprofiler.collector.query.Labels;
import io.tandemprofiler.collector.store.Block;
import io.tandemprofiler.collector.store.ProfileSelection;
import io.tandemprofiler.collector.store.ProfileStore;
import io.tandemprofiler.collector.store.Resolution;
import io.tandemprofiler.model.Frame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The last five weeks of a service, hour by hour, read out of the store once: later only the hours
 * since, and the two before them, as agents upload late. Nothing of it is kept on disk: another
 * collector reads the same. Not thread-safe.
 */
final class ServiceHistory {
  static final int HOURS = 5 * 7 * 24;

  /** The label of profiles that tells deployments apart. */
  static final String VERSION = "version";

  private static final long HOUR = HourlySeries.HOUR_MILLIS;
  private static final long DAY = 24 * HOUR;
  private static final int READ_AGAIN = 2;

  private final ProfileStore store;
  private final String tenant;
  private final String service;
  private final TreeMap<Long, ServiceHour> hours = new TreeMap<>(); // by start
  private final Map<Frame, Frame> names = new HashMap<>(); // each frame is kept once
  private long readTo;
  private long endMillis;

  ServiceHistory(ProfileStore store, String tenant, String service) {
    this.store = store;
    this.tenant = tenant;
    this.service = service;
  }

  /** Reads what is new up to an instant; the hour that holds it is not over and is left out. */
  void readTo(long millis) {
    endMillis = Math.floorDiv(millis, HOUR) * HOUR;
    long from = Math.max(endMillis - HOURS * HOUR, readTo - READ_AGAIN * HOUR);
    hours.headMap(endMillis - HOURS * HOUR).clear();
    if (from < endMillis) {
      hours.tailMap(from).clear();
      for (long at = from; at < endMillis; at = readTo) {
        readDay(at, Math.min(at + DAY, endMillis));
      }
    }
  }

  /** A day at a time: an hour that is not closed yet holds every function of its profiles. */
  private void readDay(long from, long to) {
    store.scan(
        new ProfileSelection(tenant, service, from, to, Map.of()),
        Resolution.HOUR,
        block -> {
          if (block.resolution() != Resolution.DAY) { // of a day no hour is known
            add(block);
          }
        });
    hours.subMap(from, to).values().forEach(hour -> hour.closed(this::once));
    readTo = to;
  }

  /** What is known of each metric; empty before anything was read. */
  SortedMap<Metric, HourlySeries> metrics() {
    SortedMap<Metric, HourlySeries> metrics = new TreeMap<>();
    if (!hours.isEmpty()) {
      metrics.put(Metric.CPU_TIME, series(ServiceHour::cpuMicrosPerSecond));
      metrics.put(Metric.WALL_TIME, series(ServiceHour::activeMicrosPerSecond));
      metrics.put(Metric.HEAP_USED, series(ServiceHour::heapUsed));
      metrics.put(Metric.GC_SHARE, series(ServiceHour::gcShare));
      metrics.put(Metric.SAMPLES, series(ServiceHour::samplesPerSecond));
    }
    return metrics;
  }

  /** The functions that had the largest shares in one of the last so many hours, largest first. */
  List<Frame> largestFrames(int lastHours, int limit) {
    Map<Frame, Double> shares = new HashMap<>();
    for (ServiceHour hour : last(lastHours)) {
      hour.frames().forEach(frame -> shares.merge(frame, hour.frameShare(frame), Math::max));
    }
    return shares.entrySet().stream()
        .filter(share -> share.getValue() > 0) // and so not unknown
        .sorted(
            Map.Entry.<Frame, Double>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(limit)
        .map(Map.Entry::getKey)
        .toList();
  }

  HourlySeries frameShare(Frame frame) {
    return series(hour -> hour.frameShare(frame));
  }

  /** The classes that heap summaries of the last so many hours list. */
  Set<String> classes(int lastHours) {
    Set<String> classes = new HashSet<>();
    last(lastHours).forEach(hour -> classes.addAll(hour.classes()));
    return classes;
  }

  /** Bytes a process in the last so many hours. */
  HourlySeries classBytes(String className, int lastHours) {
    return series(hour -> hour.classBytes(className), lastHours);
  }

  HourlySeries series(ToDoubleFunction<ServiceHour> value) {
    long first = hours.isEmpty() ? endMillis : Math.min(hours.firstKey(), endMillis);
    return series(value, (int) ((endMillis - first) / HOUR));
  }

  HourlySeries series(ToDoubleFunction<ServiceHour> value, int lastHours) {
    long from = endMillis - lastHours * HOUR;
    double[] values = new double[lastHours];
    Arrays.fill(values, Double.NaN);
    hours
        .subMap(from, endMillis)
        .forEach((at, hour) -> values[(int) ((at - from) / HOUR)] = value.applyAsDouble(hour));
    return new HourlySeries(from, values);
  }

  long cpuSamples(long fromMillis, long toMillis) {
    return hours.subMap(fromMillis, toMillis).values().stream()
        .mapToLong(ServiceHour::cpuSamples)
        .sum();
  }

  /** That agents observed in the hours of a range. */
  double observedSeconds(long fromMillis, long toMillis) {
    return hours.subMap(fromMillis, toMillis).values().stream()
            .mapToDouble(ServiceHour::observedMillis)
            .sum()
        / 1000;
  }

  /** Versions that began while another had run before, by time. */
  List<Deployment> deployments() {
    List<Deployment> deployments = new ArrayList<>();
    Labels.find(store, tenant, service, endMillis - HOURS * HOUR, endMillis).stream()
        .filter(use -> use.label().name().equals(VERSION))
        .sorted(Comparator.comparingLong(Labels.LabelUse::firstMillis))
        .forEach(use -> deployments.add(new Deployment(use.label().value(), use.firstMillis())));
    return deployments.isEmpty() ? deployments : deployments.subList(1, deployments.size());
  }

  private Collection<ServiceHour> last(int lastHours) {
    return hours.subMap(endMillis - lastHours * HOUR, endMillis).values();
  }

  private Frame once(Frame frame) {
    return names.computeIfAbsent(frame, Function.identity());
  }

  private void add(Block block) {
    // A block of profiles holds one segment or object, and so one hour; late ones are their own.
    long first = block.rows().get(0).firstMillis();
    hours.computeIfAbsent(Math.floorDiv(first, HOUR) * HOUR, at -> new ServiceHour()).add(block);
  }
}
