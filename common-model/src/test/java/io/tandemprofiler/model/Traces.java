package io.tandemprofiler.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A tiny language for stack traces: {@code "main;parse:12;parse"} is three frames of class {@code
 * App}, outermost first, the second at line 12.
 */
public final class Traces {
  public static final SeriesKey CPU = new SeriesKey(Measure.CPU_TIME, ThreadState.RUNNING);
  private static final Window WINDOW = new Window(1_790_000_000_000L, 10_000);

  private Traces() {}

  public static StackTrace traceOf(String text) {
    List<Frame> frames = new ArrayList<>();
    List<Integer> lines = new ArrayList<>();
    for (String call : text.isEmpty() ? new String[0] : text.split(";", -1)) {
      String[] parts = call.split(":", 2);
      frames.add(new Frame(Language.JAVA, "App", parts[0]));
      lines.add(parts.length > 1 ? Integer.parseInt(parts[1]) : 0);
    }
    return new StackTrace(frames, lines.stream().mapToInt(Integer::intValue).toArray());
  }

  public static CallTree treeOf(String... traces) {
    CallTree tree = new CallTree();
    Arrays.stream(traces).forEach(trace -> tree.add(traceOf(trace), CPU, 1, 0));
    return tree;
  }

  /** The tree closed over a fixed window; each sample of each series is worth 20 ms. */
  public static Profile profileOf(CallTree tree, SeriesKey... keys) {
    Map<SeriesKey, SeriesTotal> totals = new TreeMap<>();
    totals.put(CPU, new SeriesTotal(20_000, 20_000, EstimateReason.UNSPECIFIED));
    for (SeriesKey key : keys) {
      totals.put(key, new SeriesTotal(20_000, 20_000, EstimateReason.UNSPECIFIED));
    }
    return tree.toProfile(WINDOW, totals, ProcessStatistics.none(), null);
  }

  /** Every path that has samples, in preorder, as in {@code "main;parse 2"}. */
  public static List<String> paths(CallTree tree) {
    Profile profile = profileOf(tree);
    List<String> paths = new ArrayList<>();
    profile.series().forEach(series -> addPaths(profile, series, paths));
    return paths;
  }

  /** Every line that was hit, as in {@code "parse:12 self 1 total 2"}. */
  public static List<String> lines(CallTree tree) {
    Profile profile = profileOf(tree);
    List<String> lines = new ArrayList<>();
    for (LineHits hits : profile.lineHits()) {
      for (int i = 0; i < hits.size(); i++) {
        lines.add(
            String.format(
                "%s:%d self %d total %d",
                profile.frames().get(hits.frame(i)).function(),
                hits.line(i),
                hits.selfSamples(i),
                hits.totalSamples(i)));
      }
    }
    return lines;
  }

  private static void addPaths(Profile profile, Series series, List<String> paths) {
    List<String> path = new ArrayList<>();
    int entry = 0;
    for (int node = 0; node < profile.nodes() && entry < series.size(); node++) {
      if (node > 0) {
        path.subList(path.size() - profile.ascent(node), path.size()).clear();
        path.add(profile.frames().get(profile.frameIndex(node)).function());
      }
      if (series.node(entry) == node) {
        paths.add(String.join(";", path) + " " + series.samples(entry++));
      }
    }
  }
}
