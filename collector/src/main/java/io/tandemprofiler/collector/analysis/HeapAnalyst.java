package io.tandemprofiler.collector.analysis;

import io.tandemprofiler.collector.analysis.anomaly.HourlySeries;
import io.tandemprofiler.collector.analysis.anomaly.Metric;
import io.tandemprofiler.collector.analysis.anomaly.Trend;
import io.tandemprofiler.collector.store.Analysis;
import io.tandemprofiler.collector.store.Finding;
import io.tandemprofiler.collector.store.Finding.Advice;
import io.tandemprofiler.collector.store.Finding.Amount;
import io.tandemprofiler.collector.store.Finding.Kind;
import io.tandemprofiler.collector.store.ProfileSelection;
import io.tandemprofiler.collector.store.Severity;
import io.tandemprofiler.model.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Finds what is wrong with a service's memory over the last three days: classes that grow without
 * return, a heap that stays near its limit, and time lost to garbage collection.
 */
public final class HeapAnalyst implements Analyst {
  private static final int HOURS = 72;
  private static final int LATEST = 6; // hours of which most must be so
  private static final double FULL = 0.92; // on average over the emptiest report of an hour
  private static final double MUCH_COLLECTION = 0.10;
  private static final int MOST_CLASSES = 10;
  private static final double MIB = 1 << 20;
  private static final int CHECKS = 2; // beside the classes

  private final ServiceHistories histories;

  public HeapAnalyst(ServiceHistories histories) {
    this.histories = histories;
  }

  /** Asks no scan: days are judged, of which the latest hours alone are read. */
  @Override
  public Seen analyse(ProfileSelection selection, Scan scan) {
    return histories.ask(
        selection.tenant(),
        selection.service(),
        selection.toMillis(),
        history -> analyse(selection, history));
  }

  private static Seen analyse(ProfileSelection selection, ServiceHistory history) {
    List<Growth> classes = new ArrayList<>();
    for (String className : history.classes(HOURS)) {
      Growth.of(className, history.classBytes(className, HOURS)).ifPresent(classes::add);
    }
    List<Finding> findings = new ArrayList<>();
    growing(selection, classes).ifPresent(findings::add);
    stays(history, ServiceHour::heapShare, FULL)
        .ifPresent(share -> findings.add(nearLimit(selection, share)));
    stays(history, ServiceHour::gcShare, MUCH_COLLECTION)
        .ifPresent(share -> findings.add(muchCollection(selection, share)));
    Analysis analysis =
        new Analysis(
            selection.service(),
            Kind.HEAP,
            selection.fromMillis(),
            selection.toMillis(),
            history.cpuSamples(selection.fromMillis(), selection.toMillis()),
            classes.size() + CHECKS);
    return new Seen(analysis, findings);
  }

  /** The least of the latest hours, where three are known and all reach the limit. */
  private static Optional<Double> stays(
      ServiceHistory history, ToDoubleFunction<ServiceHour> value, double limit) {
    double[] known =
        Arrays.stream(history.series(value, LATEST).values())
            .filter(one -> !Double.isNaN(one))
            .sorted()
            .toArray();
    return known.length >= LATEST / 2 && known[0] >= limit
        ? Optional.of(known[0])
        : Optional.empty();
  }

  private static Optional<Finding> growing(ProfileSelection selection, List<Growth> classes) {
    if (classes.isEmpty()) {
      return Optional.empty();
    }
    classes.sort(
        Comparator.comparingDouble((Growth growth) -> growth.trend().slopePerHour())
            .reversed()
            .thenComparing(Growth::className, Names::compare));
    List<Growth> fastest = classes.subList(0, Math.min(MOST_CLASSES, classes.size()));
    double perHour = classes.stream().mapToDouble(one -> one.trend().slopePerHour()).sum();
    double grown = classes.stream().mapToDouble(one -> one.trend().end()).sum();
    int hours = classes.stream().mapToInt(one -> one.trend().spanHours()).max().orElseThrow();
    Severity severity =
        classes.stream().map(Growth::confidence).max(Comparator.naturalOrder()).orElseThrow();
    StringBuilder why = new StringBuilder();
    why.append(
        String.format(
            Locale.ROOT,
            "Over the last %d hours these classes grew and never gave back a tenth, together by"
                + " %.1f MiB an hour in each process; confidence %s, from %d points:",
            hours,
            perHour / MIB,
            severity.word(),
            fastest.get(0).trend().points()));
    for (Growth growth : fastest) {
      why.append(
          String.format(
              Locale.ROOT,
              " `%s` %.1f MiB to %.1f MiB (%+.2f MiB/h);",
              growth.className(),
              growth.trend().start() / MIB,
              growth.trend().end() / MIB,
              growth.trend().slopePerHour() / MIB));
    }
    why.setCharAt(why.length() - 1, '.');
    return Optional.of(
        finding(
            selection,
            "heap_growth",
            new Advice(
                "Classes grow without return: a leak?",
                severity,
                why.toString(),
                "Look in Heap for what grows with them, and take a heap dump of one process to see"
                    + " what holds the first of these that is your own: a cache without a bound, a"
                    + " listener that is never removed, a ThreadLocal.",
                "",
                List.of()),
            "bytes",
            Math.min(1, perHour * hours / grown),
            perHour * hours));
  }

  private static Finding nearLimit(ProfileSelection selection, double share) {
    String why =
        String.format(
            Locale.ROOT,
            "The fullest heap holds %.0f %% of its limit or more on average over each report, in"
                + " all of the last %d hours that are known.",
            share * 100,
            LATEST);
    return finding(
        selection,
        "heap_near_limit",
        new Advice(
            "The heap is nearly full",
            share >= 0.95 ? Severity.HIGH : Severity.MEDIUM,
            why,
            "Give it more with -Xmx, or hold less: the largest classes are under Heap.",
            "",
            List.of()),
        "share",
        share,
        share);
  }

  private static Finding muchCollection(ProfileSelection selection, double share) {
    String why =
        String.format(
            Locale.ROOT,
            "Collections take %s of the time or more, in each of the last %d hours that are known.",
            AnomalyText.text(Metric.GC_SHARE, share),
            LATEST);
    return finding(
        selection,
        "gc_share",
        new Advice(
            "Much time goes into garbage collection",
            share >= 2 * MUCH_COLLECTION ? Severity.HIGH : Severity.MEDIUM,
            why,
            "Allocate less where the allocation profile is widest, or give the heap more room.",
            "",
            List.of()),
        "share",
        Math.min(1, share),
        share);
  }

  private static Finding finding(
      ProfileSelection selection,
      String rule,
      Advice advice,
      String unit,
      double share,
      double value) {
    return new Finding(
        selection.service(),
        Kind.HEAP,
        rule,
        Optional.empty(),
        advice,
        new Amount("heap", List.of(), unit, share, value, 0, 0),
        Optional.empty(),
        selection.fromMillis(),
        selection.toMillis(),
        List.of());
  }

  /** A class that grows, and how sure that is. */
  record Growth(String className, Trend trend) {
    private static final double SURE = 3.3; // by chance less than one in a thousand
    private static final double VERY_SURE = 5;
    private static final int MANY_POINTS = 24;
    private static final double LEAST_BYTES = 1 << 20;
    private static final double LEAST_SHARE = 0.2;
    private static final double RETURNED = 0.1;

    /** Where a class grows by a fifth and by a megabyte, surely, and never gave back a tenth. */
    static Optional<Growth> of(String className, HourlySeries bytes) {
      return Trend.of(bytes)
          .filter(trend -> trend.score() >= SURE && trend.returned() < RETURNED)
          .filter(
              trend ->
                  trend.end() - trend.start() >= Math.max(LEAST_BYTES, LEAST_SHARE * trend.start()))
          .map(trend -> new Growth(className, trend));
    }

    Severity confidence() {
      boolean manyPoints = trend.points() >= MANY_POINTS;
      if (trend.score() >= VERY_SURE && manyPoints) {
        return Severity.HIGH;
      }
      return trend.score() >= VERY_SURE || manyPoints ? Severity.MEDIUM : Severity.LOW;
    }
  }
}
