package io.tandemprofiler.collector.analysis.anomaly;

import io.tandemprofiler.collector.analysis.anomaly.Episodes.Episode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Finds anomalies of one service: learns what is usual from all but the latest week, or from the
 * first two thirds where less is known, and judges the rest by it. So what changed for good is told
 * for about a week, and is then what is usual.
 *
 * <p>Pure: the same series give the same anomalies.
 */
public final class AnomalyDetection {
  private AnomalyDetection() {}

  /** How many of so many hours are judged by the others. */
  static int judged(int hours) {
    return Math.min(HourlySeries.WEEK, hours / 3);
  }

  /**
   * The anomalies of a service's metrics, by start and metric. An hour is unusual where a metric is
   * far from its seasonal median <em>and</em> a random cut forest of all metrics finds the hour
   * odd.
   *
   * @param metrics all of the same hours; those of which less than two days are known to learn from
   *     are left out
   * @param deployments in no order; a lasting step at one is told where it is smaller, too
   */
  public static List<Anomaly> ofService(
      SortedMap<Metric, HourlySeries> metrics, List<Deployment> deployments) {
    Map<Metric, Judged> known = new EnumMap<>(Metric.class);
    metrics.forEach(
        (metric, series) -> {
          Judged judged = new Judged(metric, series);
          if (judged.expectation.isKnown()) {
            known.put(metric, judged);
          }
        });
    if (known.isEmpty()) {
      return List.of();
    }
    JointScore joint = jointScore(List.copyOf(known.values()));
    List<Anomaly> anomalies = new ArrayList<>();
    known.values().forEach(one -> anomalies.addAll(one.find(joint::isOdd, deployments)));
    anomalies.sort(Comparator.comparingLong(Anomaly::sinceMillis).thenComparing(Anomaly::metric));
    return anomalies;
  }

  /** The anomalies of one series, by start, by its seasonal median and spread alone. */
  public static List<Anomaly> ofSeries(
      Metric metric, HourlySeries series, List<Deployment> deployments) {
    Judged judged = new Judged(metric, series);
    return judged.expectation.isKnown() ? judged.find(hour -> true, deployments) : List.of();
  }

  private static JointScore jointScore(List<Judged> metrics) {
    HourlySeries first = metrics.get(0).series;
    double[][] deviations =
        metrics.stream()
            .map(one -> one.expectation.deviations(0, one.series.hours()))
            .toArray(double[][]::new);
    return new JointScore(deviations, first.hours() - judged(first.hours()));
  }

  /** One series with what is expected of it. */
  private static final class Judged {
    private static final int STEP_HOURS = 4; // that a deployment must have run, and what ran before
    private static final int STEP_AT_MOST = HourlySeries.DAY;
    private static final double STEP_ERRORS = 8;
    private static final double MEDIAN_ERROR = 1.2533; // of a median, against that of a mean

    private final Metric metric;
    private final HourlySeries series;
    private final int from;
    private final Expectation expectation;

    Judged(Metric metric, HourlySeries series) {
      this.metric = metric;
      this.series = series;
      this.from = series.hours() - judged(series.hours());
      this.expectation = Expectation.of(series, metric, from);
    }

    List<Anomaly> find(IntPredicate odd, List<Deployment> deployments) {
      List<Anomaly> parts = new ArrayList<>();
      for (Episode episode : new Episodes(expectation, odd).find(from, series.hours())) {
        parts.add(anomaly(episode, 0, deploymentNear(episode.first(), deployments)));
      }
      deployments.forEach(deployment -> step(deployment).ifPresent(parts::add));
      parts.sort(Comparator.comparingLong(Anomaly::sinceMillis));
      List<Anomaly> anomalies = new ArrayList<>();
      for (Anomaly part : parts) {
        Optional<Anomaly> whole = anomalies.stream().filter(one -> one.includes(part)).findFirst();
        whole.ifPresent(anomalies::remove);
        anomalies.add(whole.map(one -> one.with(part)).orElse(part));
      }
      return anomalies;
    }

    private Optional<Deployment> deploymentNear(int hour, List<Deployment> deployments) {
      return deployments.stream()
          .filter(one -> Math.abs(hourOf(one) - hour) <= 1)
          .min(Comparator.comparingInt(one -> Math.abs(hourOf(one) - hour)));
    }

    private int hourOf(Deployment deployment) {
      return (int)
          Math.floorDiv(deployment.atMillis() - series.fromMillis(), HourlySeries.HOUR_MILLIS);
    }

    /**
     * The level before and after a deployment, as medians of deviations: their difference must be
     * several times its own standard error. The hour of the deployment itself belongs to neither.
     */
    private Optional<Anomaly> step(Deployment deployment) {
      int at = hourOf(deployment);
      int last = Math.min(series.hours(), at + 1 + STEP_AT_MOST);
      if (at < from || at >= series.hours()) {
        return Optional.empty();
      }
      double[] before = known(Math.max(0, at - STEP_AT_MOST), at);
      double[] after = known(at + 1, last);
      if (before.length < STEP_HOURS || after.length < STEP_HOURS) {
        return Optional.empty();
      }
      double usual = Expectation.median(before);
      double shift = Expectation.median(after) - usual;
      double error = MEDIAN_ERROR * Math.sqrt(1.0 / before.length + 1.0 / after.length);
      Anomaly step = anomaly(new Episode(at + 1, last - 1), usual, Optional.of(deployment));
      boolean matters =
          Math.abs(step.seen() - step.expected()) >= metric.leastChange(step.expected());
      return matters && Math.abs(shift) >= STEP_ERRORS * error
          ? Optional.of(step)
          : Optional.empty();
    }

    private double[] known(int first, int end) {
      return IntStream.range(first, end)
          .mapToDouble(expectation::deviation)
          .filter(deviation -> !Double.isNaN(deviation))
          .toArray();
    }

    /**
     * @param usual how many spreads above the season was expected
     */
    private Anomaly anomaly(Episode episode, double usual, Optional<Deployment> deployment) {
      int[] hours =
          IntStream.rangeClosed(episode.first(), episode.last()).filter(series::isKnown).toArray();
      double expected = median(hours, hour -> expectation.expected(hour) + usual * spread(hour));
      double spread = median(hours, this::spread);
      double deviation =
          IntStream.of(hours)
              .mapToObj(hour -> expectation.deviation(hour) - usual)
              .max(Comparator.comparingDouble(Math::abs))
              .orElseThrow();
      return new Anomaly(
          metric,
          series.at(episode.first()),
          series.at(episode.last() + 1),
          Math.max(0, expected - 3 * spread),
          expected + 3 * spread,
          median(hours, hour -> series.values()[hour]),
          expected,
          deviation,
          deployment);
    }

    private double spread(int hour) {
      return expectation.spread(hour);
    }

    private static double median(int[] hours, IntToDoubleFunction value) {
      return Expectation.median(IntStream.of(hours).mapToDouble(value).toArray());
    }
  }
}
