package io.tandemprofiler.collector.analysis;

import io.tandemprofiler.collector.analysis.Look.Counted;
import io.tandemprofiler.collector.query.FlameTree;
import io.tandemprofiler.collector.query.TreeTotals;
import io.tandemprofiler.collector.store.Analysis;
import io.tandemprofiler.collector.store.Block;
import io.tandemprofiler.collector.store.Finding;
import io.tandemprofiler.collector.store.ProfileSelection;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Measure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Judges rules on what was counted: a pure function. Immutable, thread-safe. */
public final class Recommendations implements Analyst {
  private static final int PATHS = 3;
  private static final int MOST = 200; // findings of one analysis; more are read by nobody
  private static final int MAX_FRAMES = 40; // of a path; what lies above is left out

  private final List<Rule> rules;

  public Recommendations(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  /**
   * The 200 dearest, the dearest first; of a place that no rule's threshold is reached at there is
   * none.
   */
  @Override
  public Seen analyse(ProfileSelection selection, Scan scan) {
    Look look = new Look(rules);
    scan.give(look);
    List<Found> found = new ArrayList<>();
    for (Counted counted : look.counted()) {
      FlameTree tree = look.tree(counted);
      TreeTotals totals = new TreeTotals(tree);
      List<Rule> judged = rules.stream().filter(rule -> Counted.by(rule).equals(counted)).toList();
      for (int i = 0; i < judged.size(); i += PatternWalk.MOST) {
        List<Rule> some = judged.subList(i, Math.min(i + PatternWalk.MOST, judged.size()));
        found.addAll(judge(look, tree, PatternWalk.over(tree, totals, some), totals));
      }
    }
    Map<Measure, DearestLines> lines = lines(found, scan);
    List<Finding> findings =
        found.stream()
            .map(one -> one.toFinding(selection, lines.get(one.rule.measure())))
            .sorted(Comparator.comparing(finding -> -finding.amount().share()))
            .limit(MOST)
            .toList();
    return new Seen(
        new Analysis(
            selection.service(),
            Finding.Kind.RECOMMENDATION,
            selection.fromMillis(),
            selection.toMillis(),
            look.samples(),
            rules.size()),
        findings);
  }

  private static List<Found> judge(Look look, FlameTree tree, List<Hit> hits, TreeTotals totals) {
    Map<Rule, List<Hit>> byRule =
        hits.stream()
            .collect(
                Collectors.groupingBy(hit -> hit.rule, LinkedHashMap::new, Collectors.toList()));
    List<Found> found = new ArrayList<>();
    byRule.forEach(
        (rule, own) -> {
          double whole = look.whole(rule);
          boolean holds =
              rule.counters().entrySet().stream()
                  .allMatch(least -> look.counter(least.getKey()) >= least.getValue());
          if (whole > 0 && holds) {
            found.addAll(places(rule, whole, own, tree, totals));
          }
        });
    return found;
  }

  /**
   * A finding for each place that is worth one, and one for the others together; what is told by
   * counters is told of the process, and so of no place.
   */
  private static List<Found> places(
      Rule rule, double whole, List<Hit> hits, FlameTree tree, TreeTotals totals) {
    Map<Optional<Frame>, List<Hit>> byPlace =
        hits.stream()
            .collect(
                Collectors.groupingBy(
                    hit -> frame(tree, hit.place), LinkedHashMap::new, Collectors.toList()));
    List<Found> found = new ArrayList<>();
    List<Hit> others = new ArrayList<>();
    byPlace.forEach(
        (place, own) -> {
          Found one = Found.of(rule, place, whole, own, tree, totals);
          if (place.isPresent() && rule.counters().isEmpty() && one.isEnough()) {
            found.add(one);
          } else {
            others.addAll(own);
          }
        });
    Found rest = Found.of(rule, Optional.empty(), whole, others, tree, totals);
    if (rest.isEnough()) {
      found.add(rest);
    }
    return found;
  }

  private static Optional<Frame> frame(FlameTree tree, int node) {
    return node == 0
        ? Optional.empty()
        : Optional.of(tree.frames().get(tree.frameIndexes()[node - 1]));
  }

  /** Lines of the functions of evidence alone; a second scan, where there is any. */
  private static Map<Measure, DearestLines> lines(Collection<Found> found, Scan scan) {
    Map<Measure, Set<Frame>> wanted = new EnumMap<>(Measure.class);
    for (Found one : found) {
      Set<Frame> frames = wanted.computeIfAbsent(one.rule.measure(), m -> new HashSet<>());
      one.paths.forEach(path -> frames.addAll(path.frames));
    }
    Map<Measure, DearestLines> lines = new EnumMap<>(Measure.class);
    wanted.forEach((measure, frames) -> lines.put(measure, new DearestLines(measure, frames)));
    if (!lines.isEmpty()) {
      scan.give((Block block) -> lines.values().forEach(some -> some.accept(block)));
    }
    return lines;
  }

  /** What a rule found at a place, before lines are known. */
  private record Found(
      Rule rule,
      Optional<Frame> place,
      double whole,
      double value,
      long samples,
      long spanMillis,
      List<Path> paths) {

    static Found of(
        Rule rule,
        Optional<Frame> place,
        double whole,
        List<Hit> hits,
        FlameTree tree,
        TreeTotals totals) {
      return new Found(
          rule,
          place,
          whole,
          hits.stream().mapToDouble(Hit::value).sum(),
          hits.stream().mapToLong(Hit::samples).sum(),
          tree.sources().lastMillis() - tree.sources().firstMillis(),
          hits.stream()
              .sorted(Comparator.comparingDouble(Hit::value).reversed())
              .limit(PATHS)
              .map(hit -> Path.to(hit, tree, totals))
              .toList());
    }

    boolean isEnough() {
      return samples >= rule.threshold().samples() && share(value) >= rule.threshold().share();
    }

    Finding toFinding(ProfileSelection selection, DearestLines lines) {
      return new Finding(
          selection.service(),
          Finding.Kind.RECOMMENDATION,
          rule.id(),
          place,
          rule.advice(),
          new Finding.Amount(
              rule.measure().word(),
              rule.states().stream().sorted().toList(),
              rule.measure().unit(),
              share(value),
              value,
              samples,
              spanMillis),
          Optional.empty(),
          selection.fromMillis(),
          selection.toMillis(),
          paths.stream().map(path -> path.toEvidence(share(path.value), lines)).toList());
    }

    private double share(double part) {
      return Math.min(1, Math.max(0, part / whole));
    }
  }

  /**
   * A path down to where a pattern matches.
   *
   * @param frames outermost first
   */
  private record Path(List<Frame> frames, double value) {
    static Path to(Hit hit, FlameTree tree, TreeTotals totals) {
      List<Frame> frames = new ArrayList<>();
      for (int node = hit.node;
          node > 0 && frames.size() < MAX_FRAMES;
          node = totals.caller(node)) {
        frames.add(0, tree.frames().get(tree.frameIndexes()[node - 1]));
      }
      return new Path(frames, hit.value());
    }

    Finding.Evidence toEvidence(double share, DearestLines lines) {
      return new Finding.Evidence(
          frames.stream().map(frame -> new Finding.Call(frame, lines.line(frame))).toList(), share);
    }
  }
}
