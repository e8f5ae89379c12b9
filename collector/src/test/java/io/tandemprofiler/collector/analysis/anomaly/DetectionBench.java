package io.tandemprofiler.collector.analysis.anomaly;

import io.tandemprofiler.collector.analysis.anomaly.LabelledSeries.Kind;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** How well anomalies are told from what is usual, by kind, and what that costs. */
public final class DetectionBench {
  private static final int SEEDS = 20;

  private DetectionBench() {}

  public static void main(String[] args) {
    System.out.println("synthetic, five weeks each");
    print(List.of(Kind.values()), kind -> LabelledSeries.of(List.of(kind), SEEDS));
    System.out.println("replayed, five days of the demo's shops each");
    print(ReplayedSeries.KINDS, kind -> ReplayedSeries.of(kind, 1));
    long start = System.nanoTime();
    int looks = 50;
    for (int i = 0; i < looks; i++) {
      LabelledSeries series = LabelledSeries.of(Kind.QUIET, i);
      AnomalyDetection.ofService(series.metrics(), List.of());
    }
    System.out.printf(
        "one look at a service of 4 metrics and 5 weeks: %.0f ms%n",
        (System.nanoTime() - start) / 1e6 / looks);
  }

  private static void print(List<Kind> kinds, Function<Kind, Stream<LabelledSeries>> series) {
    System.out.printf("%-14s %6s %6s %6s%n", "kind", "found", "missed", "false");
    for (Kind kind : kinds) {
      DetectionQuality quality = DetectionQuality.of(series.apply(kind));
      System.out.printf(
          "%-14s %6d %6d %6d%n", kind, quality.found(), quality.missed(), quality.wrong());
    }
    DetectionQuality all = DetectionQuality.of(kinds.stream().flatMap(series));
    System.out.printf("precision %.3f, recall %.3f%n", all.precision(), all.recall());
  }
}
