package io.tandemprofiler.collector.analysis.anomaly;

import io.tandemprofiler.collector.analysis.anomaly.LabelledSeries.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Recorded metrics of the demo's shops in which one thing happens that was planted. Their CPU time
 * is by a third to a half off what is usual at the hour, so what happens is larger than in {@link
 * LabelledSeries}; a dip does not exist, as nothing lies so far below what is usual.
 */
final class ReplayedSeries {
  static final List<Kind> KINDS =
      List.of(
          Kind.STEP,
          Kind.RAMP,
          Kind.SPIKE,
          Kind.SEASON_CHANGE,
          Kind.DEPLOY_STEP,
          Kind.QUIET,
          Kind.QUIET_DEPLOY,
          Kind.MISSING_DATA);
  private static final int FIRST = 84; // four hours into what is judged
  private static final int LAST = 107; // a day's hours, twelve before the end
  private static final int RAMP_HOURS = 6;
  private static final double SEASON_FACTOR = 8;

  private ReplayedSeries() {}

  /** Of both shops, with what happens at one hour of a day in so many. */
  static Stream<LabelledSeries> of(Kind kind, int everyHours) {
    return RecordedShop.NAMES.stream()
        .flatMap(
            shop ->
                Stream.iterate(FIRST, at -> at <= LAST, at -> at + everyHours)
                    .map(at -> of(shop, kind, at)));
  }

  private static LabelledSeries of(String shop, Kind kind, int at) {
    SortedMap<Metric, double[]> recorded = RecordedShop.metrics(shop);
    plant(kind, recorded, at);
    SortedMap<Metric, HourlySeries> metrics = new TreeMap<>();
    recorded.forEach((metric, values) -> metrics.put(metric, new HourlySeries(0, values)));
    return LabelledSeries.labelled(kind, metrics, at);
  }

  private static void plant(Kind kind, SortedMap<Metric, double[]> metrics, int at) {
    double[] cpu = metrics.get(Metric.CPU_TIME);
    switch (kind) {
      case STEP -> LabelledSeries.from(cpu, at, hour -> 5);
      case RAMP ->
          LabelledSeries.from(
              cpu, at, hour -> 1 + 5 * Math.min(1, (double) (hour - at) / RAMP_HOURS));
      case SPIKE -> cpu[at] *= 10;
      case SEASON_CHANGE ->
          LabelledSeries.from(cpu, at, hour -> isNight(hour) ? SEASON_FACTOR : 0.5);
      case DEPLOY_STEP -> LabelledSeries.from(cpu, at, hour -> 4);
      case MISSING_DATA ->
          metrics
              .values()
              .forEach(
                  values -> {
                    Arrays.fill(values, 30, 42, Double.NaN);
                    Arrays.fill(values, at, at + 8, Double.NaN);
                  });
      default -> {}
    }
  }

  private static boolean isNight(int hour) {
    return (hour + 6) % HourlySeries.DAY < 12;
  }
}
