package io.tandemprofiler.collector.query;

import io.tandemprofiler.collector.store.AgentSum;
import io.tandemprofiler.collector.store.Block;
import io.tandemprofiler.collector.store.ProfileSelection;
import io.tandemprofiler.collector.store.ProfileStore;
import io.tandemprofiler.collector.store.Resolution;
import io.tandemprofiler.collector.store.Row;
import io.tandemprofiler.collector.store.SaturatedSum;
import io.tandemprofiler.model.ClassCount;
import io.tandemprofiler.model.HeapCount;
import io.tandemprofiler.model.HeapSummary;
import io.tandemprofiler.model.Names;
import io.tandemprofiler.model.Producer;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Heap summaries over time. Immutable.
 *
 * <p>A summary is a snapshot: of each instance the last one in a step counts, and those of several
 * instances are added, never those of several times. A class that no instance lists is unknown, not
 * zero.
 *
 * @param instances by step: how many had a summary; 0 in a gap
 * @param totalObjects by step: of all classes
 * @param totalBytes by step: of all classes
 * @param counted in which ways; empty where there was no summary
 * @param longestStallMicros that an application stood still for a summary that counts here
 * @param classes largest first, by the most bytes that they had in any step
 */
@SuppressWarnings("ArrayRecordComponent") // a value of many columns, never compared
public record HeapOverTime(
    long fromMillis,
    long stepMillis,
    int[] instances,
    long[] totalObjects,
    long[] totalBytes,
    SortedSet<HeapCount> counted,
    long longestStallMicros,
    List<ClassColumn> classes) {
  /** In a column: nothing is known of the class at this step. */
  public static final long UNKNOWN = -1;

  /**
   * The summaries that were taken in the selected profiles, by steps.
   *
   * @param limit of classes
   * @throws IllegalArgumentException where there are more than {@link Timeline#MAX_STEPS}
   */
  public static HeapOverTime find(
      ProfileStore store, ProfileSelection selection, long stepMillis, int limit) {
    Steps steps = Steps.over(selection, stepMillis);
    Map<Long, Map<String, HeapSummary>> last = new TreeMap<>(); // by step and instance
    store.scan(selection, steps.coarsest(), block -> keepLast(last, steps, block));
    return sum(steps, last, limit);
  }

  /** Sums say of each process the last summary; profiles say each their own. */
  private static void keepLast(Map<Long, Map<String, HeapSummary>> last, Steps steps, Block block) {
    if (block.resolution() != Resolution.PROFILE) {
      for (AgentSum agent : block.agents()) {
        agent.lastHeap().ifPresent(heap -> keepLast(last, steps, agent.producer(), heap));
      }
      return;
    }
    for (Row row : block.rows()) {
      row.profile()
          .ifPresent(
              profile ->
                  profile
                      .heap()
                      .ifPresent(heap -> keepLast(last, steps, profile.producer(), heap)));
    }
  }

  private static void keepLast(
      Map<Long, Map<String, HeapSummary>> last, Steps steps, Producer producer, HeapSummary heap) {
    long step = steps.at(heap.takenMillis());
    if (step < steps.count()) {
      last.computeIfAbsent(step, key -> new HashMap<>())
          .merge(
              producer.instance(),
              heap,
              (one, other) -> other.takenMillis() >= one.takenMillis() ? other : one);
    }
  }

  private static HeapOverTime sum(
      Steps steps, Map<Long, Map<String, HeapSummary>> last, int limit) {
    Sum sum = new Sum(steps.count(), largest(last.values(), limit));
    last.forEach(
        (step, summaries) -> summaries.values().forEach(heap -> sum.add(step.intValue(), heap)));
    return new HeapOverTime(
        steps.fromMillis(),
        steps.stepMillis(),
        sum.instances,
        sum.totalObjects,
        sum.totalBytes,
        sum.counted,
        sum.longestStallMicros,
        List.copyOf(sum.columns.values()));
  }

  /** Found before there are columns: of all classes these would be more than memory holds. */
  private static List<String> largest(Collection<Map<String, HeapSummary>> steps, int limit) {
    Map<String, Long> most = new HashMap<>();
    for (Map<String, HeapSummary> step : steps) {
      Map<String, Long> bytes = new HashMap<>();
      step.values().stream()
          .flatMap(heap -> heap.classes().stream())
          .forEach(count -> bytes.merge(count.className(), count.bytes(), SaturatedSum::of));
      bytes.forEach((name, value) -> most.merge(name, value, Math::max));
    }
    return most.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry::getKey, Names::compare))
        .limit(limit)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static final class Sum {
    private final int[] instances;
    private final long[] totalObjects;
    private final long[] totalBytes;
    private final SortedSet<HeapCount> counted = new TreeSet<>();
    private final Map<String, ClassColumn> columns = new LinkedHashMap<>();
    private long longestStallMicros;

    Sum(int steps, List<String> classes) {
      instances = new int[steps];
      totalObjects = new long[steps];
      totalBytes = new long[steps];
      classes.forEach(name -> columns.put(name, ClassColumn.unknown(name, steps)));
    }

    void add(int step, HeapSummary heap) {
      instances[step]++;
      counted.add(heap.count());
      longestStallMicros = Math.max(longestStallMicros, heap.stallMicros());
      addToTotals(step, heap.otherObjects(), heap.otherBytes());
      for (ClassCount count : heap.classes()) {
        addToTotals(step, count.objects(), count.bytes());
        ClassColumn column = columns.get(count.className());
        if (column != null) {
          column.add(step, count);
        }
      }
    }

    private void addToTotals(int step, long objects, long bytes) {
      totalObjects[step] = SaturatedSum.of(totalObjects[step], objects);
      totalBytes[step] = SaturatedSum.of(totalBytes[step], bytes);
    }
  }

  /**
   * One class over time.
   *
   * @param objects by step, or {@link #UNKNOWN}
   * @param bytes by step, or {@link #UNKNOWN}
   */
  public record ClassColumn(String className, long[] objects, long[] bytes) {
    private static ClassColumn unknown(String className, int steps) {
      ClassColumn column = new ClassColumn(className, new long[steps], new long[steps]);
      Arrays.fill(column.objects, UNKNOWN);
      Arrays.fill(column.bytes, UNKNOWN);
      return column;
    }

    private void add(int step, ClassCount count) {
      objects[step] = SaturatedSum.of(Math.max(0, objects[step]), count.objects());
      bytes[step] = SaturatedSum.of(Math.max(0, bytes[step]), count.bytes());
    }
  }
}
