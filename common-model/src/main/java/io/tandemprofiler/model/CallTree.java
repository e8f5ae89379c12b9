package io.tandemprofiler.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often each call path was seen. Not thread-safe: one thread alone touches it.
 *
 * <p>Adding costs one hash look-up for each frame and, where its line is known, one more.
 */
public final class CallTree {
  private final Node root = new Node(0);
  private final Map<SeriesKey, Counts> counts = new TreeMap<>();
  private final LineCounts lines = new LineCounts();
  private int nodes = 1;

  /**
   * Counts one stack. An empty stack counts for the root alone; recursion counts once per level.
   *
   * @param samples how often the stack was seen, always positive
   * @param value in the unit of the measure; 0 where the measure has no values
   */
  public void add(StackTrace trace, SeriesKey key, long samples, long value) {
    if (samples <= 0) {
      throw new IllegalArgumentException(key + ": " + samples + " samples");
    }
    Node node = root;
    for (Frame frame : trace.frames()) {
      node = child(node, frame);
    }
    counts.computeIfAbsent(key, k -> new Counts()).add(node.id, samples, value);
    lines.add(key.measure(), trace, samples);
  }

  /** Nodes, the root among them. */
  public int size() {
    return nodes;
  }

  /** Whether nothing was added. */
  public boolean isEmpty() {
    return counts.isEmpty();
  }

  /**
   * The tree as a profile. The tree stays as it is.
   *
   * @param totals what the samples of each series are worth; one for each key that was added
   * @param heap {@code null} where none was taken
   */
  public Profile toProfile(
      Window window,
      Map<SeriesKey, SeriesTotal> totals,
      ProcessStatistics statistics,
      HeapSummary heap) {
    Preorder order = new Preorder(nodes);
    order.walk(root);
    List<Series> series = new ArrayList<>();
    counts.forEach((key, count) -> series.add(count.toSeries(key, totals.get(key), order.numbers)));
    return new Profile(
        window,
        List.copyOf(order.frames.keySet()),
        order.ascents,
        order.frameIndexes,
        series,
        lines.toLineHits(order.frames),
        statistics,
        heap);
  }

  /** The tree as text for people: a line for each node and for each line that was hit. */
  @Override
  public String toString() {
    return CallTreeText.of(root, counts, lines);
  }

  private Node child(Node node, Frame frame) {
    Node child = node.children.get(frame);
    if (child == null) {
      child = new Node(nodes++);
      node.children.put(frame, child);
    }
    return child;
  }

  static final class Node {
    final int id;
    final Map<Frame, Node> children = new HashMap<>(4);

    Node(int id) {
      this.id = id;
    }
  }

  /** Samples and values by node id. */
  static final class Counts {
    private long[] samples = new long[64];
    private long[] values = new long[64];

    void add(int id, long count, long value) {
      if (id >= samples.length) {
        int length = Math.max(id + 1, samples.length * 2);
        samples = Arrays.copyOf(samples, length);
        values = Arrays.copyOf(values, length);
      }
      samples[id] = Math.addExact(samples[id], count);
      values[id] = Math.addExact(values[id], value);
    }

    long samples(int id) {
      return id < samples.length ? samples[id] : 0;
    }

    long value(int id) {
      return id < values.length ? values[id] : 0;
    }

    Series toSeries(SeriesKey key, SeriesTotal total, int[] numbers) {
      if (total == null) {
        throw new IllegalArgumentException("no total for " + key);
      }
      boolean measured = key.measure().hasValues();
      int[] nodes = new int[numbers.length];
      long[] nodeSamples = new long[numbers.length];
      long[] nodeValues = new long[measured ? numbers.length : 0];
      int size = 0;
      long sum = 0;
      for (int number = 0; number < numbers.length; number++) {
        int id = numbers[number];
        if (samples(id) > 0) {
          nodes[size] = number;
          nodeSamples[size] = samples[id];
          if (measured) {
            nodeValues[size] = values[id];
            sum = Math.addExact(sum, values[id]);
          }
          size++;
        }
      }
      return new Series(
          key,
          measured ? new SeriesTotal(total.period(), sum, total.estimated()) : total,
          Arrays.copyOf(nodes, size),
          Arrays.copyOf(nodeSamples, size),
          measured ? Arrays.copyOf(nodeValues, size) : nodeValues);
    }
  }

  /** Numbers the nodes: callers before callees, siblings in the order of their frames. */
  private static final class Preorder {
    final Map<Frame, Integer> frames = new LinkedHashMap<>();
    final int[] ascents;
    final int[] frameIndexes;
    final int[] numbers; // node ids by their number
    private int next = 1;

    Preorder(int nodes) {
      ascents = new int[nodes - 1];
      frameIndexes = new int[nodes - 1];
      numbers = new int[nodes];
    }

    void walk(Node root) {
      Deque<Iterator<Map.Entry<Frame, Node>>> open = new ArrayDeque<>();
      open.push(sorted(root));
      int ascent = 0;
      while (!open.isEmpty()) {
        if (!open.peek().hasNext()) {
          open.pop();
          ascent++;
          continue;
        }
        Map.Entry<Frame, Node> entry = open.peek().next();
        place(entry.getKey(), entry.getValue().id, ascent);
        open.push(sorted(entry.getValue()));
        ascent = 0;
      }
    }

    private void place(Frame frame, int id, int ascent) {
      Integer index = frames.putIfAbsent(frame, frames.size());
      ascents[next - 1] = ascent;
      frameIndexes[next - 1] = index == null ? frames.size() - 1 : index;
      numbers[next++] = id;
    }

    private static Iterator<Map.Entry<Frame, Node>> sorted(Node node) {
      List<Map.Entry<Frame, Node>> children = new ArrayList<>(node.children.entrySet());
      children.sort(Map.Entry.comparingByKey());
      return children.iterator();
    }
  }
}
