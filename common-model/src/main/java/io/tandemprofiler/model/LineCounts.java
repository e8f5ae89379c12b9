package io.tandemprofiler.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How often each line was seen, by measure. A line counts once per stack. Not thread-safe. */
final class LineCounts {
  private final Map<Measure, Map<Frame, Map<Integer, Count>>> counts = new TreeMap<>();
  private long stacks;

  void add(Measure measure, StackTrace trace, long samples) {
    stacks++;
    int innermost = trace.depth() - 1;
    for (int i = 0; i <= innermost; i++) {
      int line = trace.line(i);
      if (line > 0) {
        Count count = count(measure, trace.frames().get(i), line);
        if (count.lastStack != stacks) {
          count.lastStack = stacks;
          count.total = Math.addExact(count.total, samples);
        }
        if (i == innermost) {
          count.self = Math.addExact(count.self, samples);
        }
      }
    }
  }

  /** Ascending by measure. {@code frames} gives each frame's index. */
  List<LineHits> toLineHits(Map<Frame, Integer> frames) {
    List<LineHits> hits = new ArrayList<>();
    counts.forEach((measure, byFrame) -> hits.add(toLineHits(measure, byFrame, frames)));
    return hits;
  }

  /** Ascending by measure, frame and line. */
  void forEach(Visitor visitor) {
    counts.forEach(
        (measure, byFrame) ->
            new TreeMap<>(byFrame)
                .forEach(
                    (frame, byLine) ->
                        byLine.forEach(
                            (line, count) ->
                                visitor.visit(measure, frame, line, count.self, count.total))));
  }

  /** Takes what was counted for one line. */
  interface Visitor {
    void visit(Measure measure, Frame frame, int line, long self, long total);
  }

  private Count count(Measure measure, Frame frame, int line) {
    return counts
        .computeIfAbsent(measure, m -> new HashMap<>())
        .computeIfAbsent(frame, f -> new TreeMap<>())
        .computeIfAbsent(line, l -> new Count());
  }

  private static LineHits toLineHits(
      Measure measure, Map<Frame, Map<Integer, Count>> byFrame, Map<Frame, Integer> indexes) {
    Map<Integer, Map<Integer, Count>> byIndex = new TreeMap<>();
    byFrame.forEach((frame, byLine) -> byIndex.put(indexes.get(frame), byLine));
    int size = byFrame.values().stream().mapToInt(Map::size).sum();
    int[] frames = new int[size];
    int[] lines = new int[size];
    long[] self = new long[size];
    long[] total = new long[size];
    int i = 0;
    for (Map.Entry<Integer, Map<Integer, Count>> frame : byIndex.entrySet()) {
      for (Map.Entry<Integer, Count> line : frame.getValue().entrySet()) {
        frames[i] = frame.getKey();
        lines[i] = line.getKey();
        self[i] = line.getValue().self;
        total[i++] = line.getValue().total;
      }
    }
    return new LineHits(measure, frames, lines, self, total);
  }

  private static final class Count {
    long self;
    long total;
    long lastStack;
  }
}
