package io.tandemprofiler.collector.analysis.anomaly;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Metrics of the demo's shops as {@code benchmarks/anomalies/record.py} recorded them: five days, a
 * window of ten seconds for each hour, on a machine that had other work, too.
 */
final class RecordedShop {
  static final List<String> NAMES = List.of("shop-java", "shop-python");

  private RecordedShop() {}

  /** Arrays of the caller's own, one value for each hour; of the metrics that the shop has. */
  static SortedMap<Metric, double[]> metrics(String shop) {
    List<String[]> lines = read(shop + ".csv");
    String[] names = lines.get(0);
    SortedMap<Metric, double[]> metrics = new TreeMap<>();
    for (int column = 0; column < names.length; column++) {
      int of = column;
      double[] values = lines.stream().skip(1).mapToDouble(line -> value(line, of)).toArray();
      if (!Double.isNaN(values[0])) {
        metrics.put(Metric.valueOf(names[column].toUpperCase(Locale.ROOT)), values);
      }
    }
    return metrics;
  }

  private static double value(String[] line, int column) {
    return line[column].isEmpty() ? Double.NaN : Double.parseDouble(line[column]);
  }

  private static List<String[]> read(String file) {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                RecordedShop.class.getResourceAsStream(file), StandardCharsets.UTF_8))) {
      return in.lines().map(line -> line.split(",", -1)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
