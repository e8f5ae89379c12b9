package io.tandemprofiler.collector.exchange;

import io.tandemprofiler.model.AgentCost;
import io.tandemprofiler.model.CallTree;
import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.Gauge;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.ProcessStatistics;
import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.Profile;
import io.tandemprofiler.model.Sampler;
import io.tandemprofiler.model.SamplerReason;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.SeriesTotal;
import io.tandemprofiler.model.StackTrace;
import io.tandemprofiler.model.Upload;
import io.tandemprofiler.model.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Collects what a file says, and makes uploads of it: one for each hour. Not thread-safe.
 *
 * <p>Memory is bounded by call paths, not by samples.
 */
final class ImportedProfiles {
  /** Of a file that does not say how long it was sampled. */
  static final long DEFAULT_MILLIS = Duration.ofMinutes(1).toMillis();

  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final int MAX_NODES = 1_000_000; // R32
  private static final int MAX_DEPTH = 1000;

  /** Of a stack in a file, before it is made shorter: locations may name each other's lines. */
  static final int MAX_FRAMES = 100_000;

  private static final int MAX_HOURS = 24 * 7;

  private final SortedMap<Long, Part> parts = new TreeMap<>(); // by start of the hour
  private int nodes;

  /**
   * Counts a stack in the hour of an instant.
   *
   * @param trace outermost frame first; made shorter where it is too deep
   * @param value in the unit of the measure
   */
  void add(long atMillis, StackTrace trace, SeriesKey key, long samples, long value)
      throws ImportException {
    if (samples <= 0 || value < 0) {
      throw new ImportException(
          "a stack of " + key + " has " + samples + " samples worth " + value);
    }
    part(atMillis).add(atMillis, trace.truncatedTo(MAX_DEPTH), key, samples, value);
  }

  /**
   * What was collected, by hour.
   *
   * @param durationMillis of the window, where there is one for all; 0 for what was seen
   * @param digest of the file: equal files get equal ids, so that the store keeps them once
   */
  List<Upload> toUploads(Producer producer, long durationMillis, byte[] digest)
      throws ImportException {
    if (parts.isEmpty()) {
      throw new ImportException("the file holds no stack");
    }
    List<Upload> uploads = new ArrayList<>();
    for (Part part : parts.values()) {
      byte[] id = FileDigest.id(digest, producer, uploads.size());
      uploads.add(new Upload(id, producer, part.toProfile(durationMillis)));
    }
    return uploads;
  }

  /** Refuses a stack that would take memory without end. */
  static void requireFrames(int frames) throws ImportException {
    if (frames > MAX_FRAMES) {
      throw new ImportException("a stack has more than " + MAX_FRAMES + " frames");
    }
  }

  private Part part(long atMillis) throws ImportException {
    long hour = Math.floorDiv(atMillis, HOUR) * HOUR;
    Part part = parts.get(hour);
    if (part == null) {
      if (parts.size() == MAX_HOURS) {
        throw new ImportException("the file spans more than " + MAX_HOURS + " hours");
      }
      part = new Part();
      parts.put(hour, part);
    }
    return part;
  }

  /** What fell into one hour. */
  private final class Part {
    private final CallTree tree = new CallTree();
    private final Map<SeriesKey, long[]> totals = new HashMap<>(); // samples, value
    private long firstMillis = Long.MAX_VALUE;
    private long lastMillis = Long.MIN_VALUE;

    void add(long atMillis, StackTrace trace, SeriesKey key, long samples, long value)
        throws ImportException {
      int before = tree.size();
      long[] total = totals.computeIfAbsent(key, k -> new long[2]);
      try {
        tree.add(trace, key, samples, key.measure().hasValues() ? value : 0);
        total[0] = Math.addExact(total[0], samples);
        total[1] = Math.addExact(total[1], value);
      } catch (ArithmeticException e) {
        throw new ImportException("the counts of " + key + " add up to more than 2^63 - 1");
      }
      nodes += tree.size() - before;
      if (nodes > MAX_NODES) {
        throw new ImportException("the file has more than " + MAX_NODES + " call paths (R32)");
      }
      firstMillis = Math.min(firstMillis, atMillis);
      lastMillis = Math.max(lastMillis, atMillis);
    }

    Profile toProfile(long durationMillis) throws ImportException {
      long duration = durationMillis > 0 ? durationMillis : lastMillis - firstMillis + 1;
      if (duration > HOUR) {
        throw new ImportException(
            "it was sampled for " + duration / 1000 + " s, over " + HOUR / 1000 + " s (R11)");
      }
      Map<SeriesKey, SeriesTotal> series = new HashMap<>();
      totals.forEach(
          (key, total) ->
              series.put(
                  key,
                  new SeriesTotal(
                      0,
                      key.measure() == Measure.SAMPLES ? total[0] : total[1],
                      EstimateReason.UNSPECIFIED)));
      return tree.toProfile(new Window(firstMillis, duration), series, statistics(), null);
    }
  }

  private static ProcessStatistics statistics() {
    return new ProcessStatistics(
        0,
        Gauge.none(),
        Gauge.none(),
        Gauge.none(),
        0,
        0,
        new AgentCost(0, 0, 0, List.of()),
        Sampler.IMPORT,
        SamplerReason.CHOSEN);
  }
}
