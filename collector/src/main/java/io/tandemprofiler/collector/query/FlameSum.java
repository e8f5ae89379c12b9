package io.tandemprofiler.collector.query;

import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.Profile;
import io.tandemprofiler.model.Series;
import io.tandemprofiler.model.ThreadState;
import io.tandemprofiler.model.Upload;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Sums profiles up into one growing tree. Not thread-safe. */
final class FlameSum {
  private final Measure measure;
  private final Set<ThreadState> states;
  private final GrowingTree tree = new GrowingTree();
  private final Set<EstimateReason> estimated = EnumSet.noneOf(EstimateReason.class);
  private final Set<String> instances = new HashSet<>();
  private long profiles;
  private long firstMillis = Long.MAX_VALUE;
  private long lastMillis = Long.MIN_VALUE;
  private long samples;
  private double total;

  /**
   * @param states of which only are counted; empty for all
   */
  FlameSum(Measure measure, Set<ThreadState> states) {
    this.measure = measure;
    this.states = states;
  }

  void add(Upload upload) {
    Profile profile = upload.profile();
    profiles++;
    instances.add(upload.producer().instance());
    firstMillis = Math.min(firstMillis, profile.window().startMillis());
    lastMillis = Math.max(lastMillis, profile.window().endMillis());
    List<Series> counted = profile.series().stream().filter(this::counts).toList();
    if (!counted.isEmpty()) {
      addSeries(profile, counted);
    }
  }

  FlameTree toTree(double minShare, int maxNodes) {
    FlameTree.Sources sources =
        new FlameTree.Sources(
            profiles,
            instances.size(),
            profiles == 0 ? 0 : firstMillis,
            profiles == 0 ? 0 : lastMillis);
    PrunedTree pruned = new PrunedTree(tree, minShare, maxNodes);
    return new FlameTree(
        sources,
        samples,
        total,
        List.copyOf(estimated),
        pruned.frames(),
        pruned.ascents(),
        pruned.frameIndexes(),
        pruned.selfValues(),
        pruned.selfSamples(),
        pruned.prunedNodes(),
        pruned.prunedValue());
  }

  private boolean counts(Series series) {
    return series.key().measure() == measure
        && (states.isEmpty() || states.contains(series.key().state()));
  }

  private void addSeries(Profile profile, List<Series> counted) {
    double[] values = new double[profile.nodes()];
    long[] counts = new long[profile.nodes()];
    for (Series series : counted) {
      spread(series, values, counts);
    }
    walk(profile, values, counts);
  }

  private void spread(Series series, double[] values, long[] counts) {
    long seriesSamples = series.totalSamples();
    double perSample = (double) series.total().totalValue() / seriesSamples;
    for (int i = 0; i < series.size(); i++) {
      int node = series.node(i);
      counts[node] = SaturatedSum.of(counts[node], series.samples(i));
      values[node] += measure.hasValues() ? series.measuredValue(i) : series.samples(i) * perSample;
    }
    samples = SaturatedSum.of(samples, seriesSamples);
    total += series.total().totalValue();
    if (series.total().estimated() != EstimateReason.UNSPECIFIED) {
      estimated.add(series.total().estimated());
    }
  }

  /** Follows the preorder with the path to the current node; only paths that count become nodes. */
  private void walk(Profile profile, double[] values, long[] counts) {
    int[] frameIds = frameIds(profile.frames());
    int[] pathFrames = new int[64];
    int[] pathNodes = new int[64];
    int known = 0; // how deep pathNodes agrees with pathFrames
    int depth = 0;
    tree.add(GrowingTree.ROOT, values[0], counts[0]);
    for (int node = 1; node < values.length; node++) {
      depth = depth - profile.ascent(node) + 1;
      if (depth == pathFrames.length) {
        pathFrames = Arrays.copyOf(pathFrames, depth * 2);
        pathNodes = Arrays.copyOf(pathNodes, depth * 2);
      }
      pathFrames[depth] = frameIds[profile.frameIndex(node)];
      known = Math.min(known, depth - 1);
      if (counts[node] > 0) {
        while (known < depth) {
          pathNodes[known + 1] = tree.child(pathNodes[known], pathFrames[known + 1]);
          known++;
        }
        tree.add(pathNodes[depth], values[node], counts[node]);
      }
    }
  }

  private int[] frameIds(List<Frame> frames) {
    int[] ids = new int[frames.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = tree.frameId(frames.get(i));
    }
    return ids;
  }
}
