package io.tandemprofiler.collector.analysis.anomaly;

import io.tandemprofiler.collector.analysis.anomaly.LabelledSeries.Kind;
import java.util.List;

/** How well anomalies are told from what is usual, by kind, and what that costs. */
public final class DetectionBench {
  private static final int SEEDS = 20;

  private DetectionBench() {}

  public static void main(String[] args) {
    System.out.printf("%-14s %6s %6s %6s%n", "kind", "found", "missed", "false");
    for (Kind kind : Kind.values()) {
      DetectionQuality quality = DetectionQuality.of(List.of(kind), SEEDS);
      System.out.printf(
          "%-14s %6d %6d %6d%n", kind, quality.found(), quality.missed(), quality.wrong());
    }
    DetectionQuality all = DetectionQuality.of(List.of(Kind.values()), SEEDS);
    System.out.printf("precision %.3f, recall %.3f%n", all.precision(), all.recall());
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
}
