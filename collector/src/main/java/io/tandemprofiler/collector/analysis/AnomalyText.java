package io.tandemprofiler.collector.analysis;

import io.tandemprofiler.collector.analysis.anomaly.Anomaly;
import io.tandemprofiler.collector.analysis.anomaly.Metric;
import io.tandemprofiler.collector.store.Finding.Advice;
import io.tandemprofiler.collector.store.Severity;
import io.tandemprofiler.model.Frame;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What people are told of an anomaly. */
final class AnomalyText {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final double MICROS = 1e6;
  private static final double MIB = 1 << 20;

  private AnomalyText() {}

  static Advice advice(Anomaly anomaly, Optional<Frame> frame) {
    String what = frame.map(f -> "`" + name(f) + "`").orElse(name(anomaly.metric()));
    String title = what + (anomaly.isAbove() ? " takes more than usual" : " takes less than usual");
    if (frame.isEmpty() && !anomaly.metric().isCost()) {
      title = anomaly.isAbove() ? "More samples than usual" : "Fewer samples than usual";
    }
    return new Advice(title, severity(anomaly), why(anomaly, what), fix(anomaly), "", List.of());
  }

  /** What stops being usual for the better is low. */
  private static Severity severity(Anomaly anomaly) {
    if (!anomaly.metric().isCost()) {
      return anomaly.isAbove() ? Severity.LOW : Severity.MEDIUM;
    }
    if (!anomaly.isAbove()) {
      return Severity.LOW;
    }
    return anomaly.change() >= 1 ? Severity.HIGH : Severity.MEDIUM;
  }

  private static String why(Anomaly anomaly, String what) {
    Metric metric = anomaly.metric();
    return String.format(
        Locale.ROOT,
        "%s: %s since %s%s; %s to %s was expected of these hours, by the weeks before.",
        what,
        text(metric, anomaly.seen()),
        time(anomaly.sinceMillis()),
        anomaly
            .deployment()
            .map(one -> ", when version " + one.version() + " began to run")
            .orElse(""),
        text(metric, anomaly.low()),
        text(metric, anomaly.high()));
  }

  private static String fix(Anomaly anomaly) {
    if (!anomaly.metric().isCost()) {
      return "See under Agents whether agents slowed down, lost samples or went away.";
    }
    return anomaly.deployment().isPresent()
        ? "Compare both versions; the functions below changed most."
        : "Compare these hours with the same hours a week before; the functions below changed"
            + " most.";
  }

  static String time(long millis) {
    return TIME.format(Instant.ofEpochMilli(millis));
  }

  static String name(Frame frame) {
    return frame.owner().isEmpty() ? frame.function() : frame.owner() + "." + frame.function();
  }

  static String text(Metric metric, double value) {
    return switch (metric) {
      case CPU_TIME -> String.format(Locale.ROOT, "%.2f cores a process", value / MICROS);
      case WALL_TIME -> String.format(Locale.ROOT, "%.2f busy threads a process", value / MICROS);
      case HEAP_USED -> String.format(Locale.ROOT, "%.0f MiB a process", value / MIB);
      case GC_SHARE, FRAME_SHARE -> String.format(Locale.ROOT, "%.1f %%", value * 100);
      case SAMPLES -> String.format(Locale.ROOT, "%.1f samples/s", value);
    };
  }

  private static String name(Metric metric) {
    return switch (metric) {
      case CPU_TIME -> "CPU time";
      case WALL_TIME -> "Busy wall time";
      case HEAP_USED -> "The heap at its emptiest";
      case GC_SHARE -> "Garbage collection";
      case SAMPLES -> "Samples";
      case FRAME_SHARE -> "A function";
    };
  }
}
