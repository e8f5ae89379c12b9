package io.tandemprofiler.collector.analysis;

import io.tandemprofiler.collector.analysis.anomaly.Anomaly;
import io.tandemprofiler.collector.analysis.anomaly.AnomalyDetection;
import io.tandemprofiler.collector.analysis.anomaly.Deployment;
import io.tandemprofiler.collector.analysis.anomaly.HourlySeries;
import io.tandemprofiler.collector.analysis.anomaly.Metric;
import io.tandemprofiler.collector.query.FlameQuestion;
import io.tandemprofiler.collector.store.Analysis;
import io.tandemprofiler.collector.store.Finding;
import io.tandemprofiler.collector.store.Finding.Amount;
import io.tandemprofiler.collector.store.Finding.Call;
import io.tandemprofiler.collector.store.Finding.Evidence;
import io.tandemprofiler.collector.store.Finding.Expected;
import io.tandemprofiler.collector.store.Finding.Kind;
import io.tandemprofiler.collector.store.ProfileSelection;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.ThreadState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Finds what is not as it was: of a service's metrics and of the shares of its functions, judged
 * hour by hour by the weeks before. An anomaly is told for as long as it lasts and a day after, and
 * no longer than a week: what lasts longer is what is usual then.
 */
public final class AnomalyAnalyst implements Analyst {
  private static final long HOUR = HourlySeries.HOUR_MILLIS;
  private static final long TOLD_AFTER = 24 * HOUR;
  private static final long MOST_EXPLAINED = 24 * HOUR;
  private static final long WEEK = 7 * 24 * HOUR;
  private static final int MOST_FRAMES = 20;
  private static final Set<ThreadState> ACTIVE =
      EnumSet.complementOf(EnumSet.of(ThreadState.WAITING, ThreadState.SLEEPING));

  private final ServiceHistories histories;

  public AnomalyAnalyst(ServiceHistories histories) {
    this.histories = histories;
  }

  /** Asks no scan: weeks are judged, of which the latest hours alone are read. */
  @Override
  public Seen analyse(ProfileSelection selection, Scan scan) {
    return histories.ask(
        selection.tenant(),
        selection.service(),
        selection.toMillis(),
        history -> analyse(selection, history));
  }

  private Seen analyse(ProfileSelection selection, ServiceHistory history) {
    SortedMap<Metric, HourlySeries> metrics = history.metrics();
    List<Deployment> deployments = history.deployments();
    long told = selection.toMillis() - TOLD_AFTER;
    List<Finding> findings = new ArrayList<>();
    Set<Frame> explaining = new HashSet<>();
    latestByMetric(AnomalyDetection.ofService(metrics, deployments), told)
        .forEach(
            anomaly -> {
              Finding finding = ofMetric(selection, history, anomaly);
              finding.evidence().forEach(path -> explaining.add(innermost(path)));
              findings.add(finding);
            });
    List<Frame> frames = history.largestFrames(24, MOST_FRAMES);
    for (Frame frame : frames) {
      if (!explaining.contains(frame)) { // is told with what it explains
        latestByMetric(ofShare(history, frame, deployments), told)
            .forEach(anomaly -> findings.add(ofFrame(selection, history, frame, anomaly)));
      }
    }
    Analysis analysis =
        new Analysis(
            selection.service(),
            Kind.ANOMALY,
            selection.fromMillis(),
            selection.toMillis(),
            history.cpuSamples(selection.fromMillis(), selection.toMillis()),
            metrics.size() + frames.size());
    return new Seen(analysis, findings);
  }

  /** Where its own cost moved, too: a share also moves where only others cost more, or less. */
  private static List<Anomaly> ofShare(
      ServiceHistory history, Frame frame, List<Deployment> deployments) {
    List<Anomaly> shares =
        AnomalyDetection.ofSeries(Metric.FRAME_SHARE, history.frameShare(frame), deployments);
    if (shares.isEmpty()) {
      return shares;
    }
    HourlySeries cost = history.series(hour -> hour.frameShare(frame) * hour.cpuMicrosPerSecond());
    List<Anomaly> costs = AnomalyDetection.ofSeries(Metric.CPU_TIME, cost, deployments);
    return shares.stream()
        .filter(share -> costs.stream().anyMatch(moved -> isSameMove(moved, share)))
        .toList();
  }

  private static boolean isSameMove(Anomaly one, Anomaly other) {
    return one.isAbove() == other.isAbove()
        && one.sinceMillis() < other.untilMillis()
        && other.sinceMillis() < one.untilMillis();
  }

  /** One finding a metric: of several the one that ended last. */
  private static List<Anomaly> latestByMetric(List<Anomaly> anomalies, long told) {
    SortedMap<Metric, Anomaly> latest = new TreeMap<>();
    anomalies.stream()
        .filter(anomaly -> anomaly.untilMillis() > told)
        .sorted(Comparator.comparingLong(Anomaly::untilMillis))
        .forEach(anomaly -> latest.put(anomaly.metric(), anomaly));
    return List.copyOf(latest.values());
  }

  private Finding ofMetric(ProfileSelection selection, ServiceHistory history, Anomaly anomaly) {
    return finding(
        selection, history, anomaly, Optional.empty(), evidence(selection, history, anomaly));
  }

  private static Finding ofFrame(
      ProfileSelection selection, ServiceHistory history, Frame frame, Anomaly anomaly) {
    Evidence itself = new Evidence(List.of(new Call(frame, 0)), Math.min(1, anomaly.seen()));
    return finding(selection, history, anomaly, Optional.of(frame), List.of(itself));
  }

  private static Finding finding(
      ProfileSelection selection,
      ServiceHistory history,
      Anomaly anomaly,
      Optional<Frame> place,
      List<Evidence> evidence) {
    Metric metric = anomaly.metric();
    return new Finding(
        selection.service(),
        Kind.ANOMALY,
        metric.word(),
        place,
        AnomalyText.advice(anomaly, place),
        new Amount(
            metric.word(),
            List.of(),
            metric.unit(),
            unexpectedShare(anomaly),
            anomaly.seen(),
            history.cpuSamples(anomaly.sinceMillis(), anomaly.untilMillis()),
            0),
        Optional.of(new Expected(anomaly.low(), anomaly.high(), anomaly.seen())),
        Math.min(anomaly.sinceMillis(), selection.toMillis() - 1),
        selection.toMillis(),
        evidence);
  }

  /** What is beyond the expected out of all, whichever is more. */
  private static double unexpectedShare(Anomaly anomaly) {
    double most = Math.max(anomaly.seen(), anomaly.expected());
    return most > 0 ? Math.abs(anomaly.seen() - anomaly.expected()) / most : 0;
  }

  /** The last day of the anomaly at most, against the same hours a week before it. */
  private List<Evidence> evidence(
      ProfileSelection selection, ServiceHistory history, Anomaly anomaly) {
    Optional<Measure> measure = explainedBy(anomaly.metric());
    long from = Math.max(anomaly.sinceMillis(), anomaly.untilMillis() - MOST_EXPLAINED);
    long to = anomaly.untilMillis();
    long earlier =
        history.observedSeconds(from - WEEK, to - WEEK) > 0
            ? WEEK
            : to - anomaly.sinceMillis() + Math.max(0, from - anomaly.sinceMillis());
    if (measure.isEmpty() || history.observedSeconds(from - earlier, to - earlier) == 0) {
      return List.of();
    }
    return Explanation.of(
        side(selection, history, measure.get(), from - earlier, to - earlier),
        side(selection, history, measure.get(), from, to),
        anomaly.isAbove());
  }

  private static Optional<Measure> explainedBy(Metric metric) {
    return switch (metric) {
      case CPU_TIME -> Optional.of(Measure.CPU_TIME);
      case WALL_TIME -> Optional.of(Measure.WALL_TIME);
      case HEAP_USED, GC_SHARE -> Optional.of(Measure.ALLOCATED_BYTES);
      case SAMPLES, FRAME_SHARE -> Optional.empty();
    };
  }

  private Explanation.Side side(
      ProfileSelection selection, ServiceHistory history, Measure measure, long from, long to) {
    ProfileSelection range =
        new ProfileSelection(selection.tenant(), selection.service(), from, to, Map.of());
    Set<ThreadState> states = measure == Measure.WALL_TIME ? ACTIVE : Set.of();
    return Explanation.Side.of(
        histories.store(),
        new FlameQuestion(range, measure, states, 0, 1),
        history.observedSeconds(from, to));
  }

  private static Frame innermost(Evidence path) {
    return path.frames().get(path.frames().size() - 1).frame();
  }
}
