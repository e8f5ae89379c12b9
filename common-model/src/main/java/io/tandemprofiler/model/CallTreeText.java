package io.tandemprofiler.model;

import static io.tandemprofiler.model.Quoting.quoted;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a call tree as text for people, the same in every language: a line for each node, callers
 * before callees, with its depth, its frame and what was counted there; then a line for each line.
 */
final class CallTreeText {
  private static final int MAX_INDENT = 40;

  private final StringBuilder text = new StringBuilder();
  private final Map<SeriesKey, CallTree.Counts> counts;

  private CallTreeText(Map<SeriesKey, CallTree.Counts> counts) {
    this.counts = counts;
  }

  static String of(
      CallTree.Node root, Map<SeriesKey, CallTree.Counts> counts, LineCounts lineCounts) {
    CallTreeText writer = new CallTreeText(counts);
    writer.nodes(root);
    lineCounts.forEach(writer::line);
    return writer.text.toString();
  }

  private void nodes(CallTree.Node root) {
    Deque<Entry> waiting = new ArrayDeque<>();
    waiting.push(new Entry(0, null, root));
    while (!waiting.isEmpty()) {
      Entry entry = waiting.pop();
      String indent = "  ".repeat(Math.min(entry.depth, MAX_INDENT));
      text.append(String.format("%5d %s", entry.depth, indent));
      text.append(entry.frame == null ? "root" : word(entry.frame));
      counts.forEach((key, count) -> count(key, count, entry.node.id));
      text.append('\n');
      new TreeMap<>(entry.node.children)
          .descendingMap()
          .forEach((frame, node) -> waiting.push(new Entry(entry.depth + 1, frame, node)));
    }
  }

  private void count(SeriesKey key, CallTree.Counts count, int node) {
    if (count.samples(node) > 0) {
      text.append(" | ").append(key.measure().word()).append(' ').append(key.state().word());
      text.append(' ').append(count.samples(node));
      if (key.measure().hasValues()) {
        text.append(" value ").append(count.value(node));
      }
    }
  }

  private void line(Measure measure, Frame frame, int line, long self, long total) {
    text.append(
        String.format(
            "line %s %s %d self %d total %d\n", measure.word(), word(frame), line, self, total));
  }

  private static String word(Frame frame) {
    return frame.language().word() + " " + quoted(frame.owner()) + " " + quoted(frame.function());
  }

  private static final class Entry {
    final int depth;
    final Frame frame;
    final CallTree.Node node;

    Entry(int depth, Frame frame, CallTree.Node node) {
      this.depth = depth;
      this.frame = frame;
      this.node = node;
    }
  }
}
