package io.tandemprofiler.wire;

import static io.tandemprofiler.model.Quoting.quoted;

import io.tandemprofiler.model.AgentCost;
import io.tandemprofiler.model.ClassCount;
import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Gauge;
import io.tandemprofiler.model.HeapSummary;
import io.tandemprofiler.model.Label;
import io.tandemprofiler.model.LineHits;
import io.tandemprofiler.model.ProcessStatistics;
import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.Profile;
import io.tandemprofiler.model.Quoting;
import io.tandemprofiler.model.Runtime;
import io.tandemprofiler.model.Sampler;
import io.tandemprofiler.model.SamplerReason;
import io.tandemprofiler.model.Series;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.Upload;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;

/**
 * Writes an upload as text for people: everything that is sent, nothing else, the same text in
 * every language. Equal uploads give equal texts; different ones give different texts. Numbers that
 * are zero are left out, as on the wire.
 *
 * <p>Texts of the program are quoted as by {@link Quoting}. Thread-safe: only functions.
 */
public final class UploadText {
  private static final int MAX_INDENT = 40;

  private final StringBuilder text = new StringBuilder();

  private UploadText() {}

  /** The text of an upload; ends with a line end. */
  public static String of(Upload upload) {
    UploadText writer = new UploadText();
    writer.producer(upload);
    writer.profile(upload.profile());
    return writer.text.toString();
  }

  private void producer(Upload upload) {
    Producer producer = upload.producer();
    line(
        "upload",
        String.format(Locale.ROOT, "%032x", new BigInteger(1, upload.profileId())),
        "format",
        Upload.FORMAT_REVISION);
    line("  service", quoted(producer.service()), "instance", quoted(producer.instance()));
    line("  agent", quoted(producer.agentVersion()));
    for (Runtime runtime : producer.runtimes()) {
      line(
          "  runtime",
          runtime.language().word(),
          quoted(runtime.name()),
          quoted(runtime.version()));
    }
    for (Label label : producer.labels()) {
      line("  label", quoted(label.name()), quoted(label.value()));
    }
  }

  private void profile(Profile profile) {
    line(
        "window start_millis",
        profile.window().startMillis(),
        "duration_millis",
        profile.window().durationMillis());
    profile.series().forEach(this::series);
    tree(profile);
    profile.lineHits().forEach(hits -> lines(profile.frames(), hits));
    statistics(profile.statistics());
    profile.heap().ifPresent(this::heap);
  }

  private void series(Series series) {
    text.append("series ").append(word(series.key()));
    text.append(" samples ").append(series.totalSamples());
    text.append(" total_value ").append(series.total().totalValue());
    text.append(' ').append(series.key().measure().unit());
    if (series.total().period() > 0) {
      text.append(" period ").append(series.total().period());
    }
    if (series.total().estimated() != EstimateReason.UNSPECIFIED) {
      text.append(" estimated ").append(series.total().estimated().word());
    }
    text.append('\n');
  }

  /** One line a node in preorder: its depth, its frame, and what each series counted there. */
  private void tree(Profile profile) {
    line("tree nodes", profile.nodes());
    int[] next = new int[profile.series().size()];
    int depth = 0;
    for (int node = 0; node < profile.nodes(); node++) {
      if (node > 0) {
        depth += 1 - profile.ascent(node);
      }
      text.append(String.format("%5d ", depth)).append("  ".repeat(Math.min(depth, MAX_INDENT)));
      text.append(node == 0 ? "root" : frame(profile.frames().get(profile.frameIndex(node))));
      for (int i = 0; i < next.length; i++) {
        Series series = profile.series().get(i);
        if (next[i] < series.size() && series.node(next[i]) == node) {
          entry(series, next[i]++);
        }
      }
      text.append('\n');
    }
  }

  private void entry(Series series, int i) {
    text.append(" | ").append(word(series.key())).append(' ').append(series.samples(i));
    if (series.key().measure().hasValues()) {
      text.append(" value ").append(series.measuredValue(i));
    }
  }

  private void lines(List<Frame> frames, LineHits hits) {
    line("lines", hits.measure().word());
    for (int i = 0; i < hits.size(); i++) {
      line(
          "  " + frame(frames.get(hits.frame(i))),
          "line",
          hits.line(i),
          "self",
          hits.selfSamples(i),
          "total",
          hits.totalSamples(i));
    }
  }

  private void statistics(ProcessStatistics statistics) {
    line("statistics");
    number("cpu_micros", statistics.cpuMicros());
    gauge("resident_bytes", statistics.residentBytes());
    gauge("heap_bytes", statistics.heapBytes());
    gauge("threads", statistics.threads());
    number("gc_count", statistics.gcCount());
    number("gc_micros", statistics.gcMicros());
    agent(statistics.agent());
    if (statistics.sampler() != Sampler.UNSPECIFIED) {
      line("  sampler", statistics.sampler().word());
    }
    if (statistics.samplerReason() != SamplerReason.UNSPECIFIED) {
      line("  sampler_reason", statistics.samplerReason().word());
    }
  }

  private void agent(AgentCost cost) {
    number("agent cpu_micros", cost.cpuMicros());
    number("agent sampling_micros", cost.samplingMicros());
    number("agent samples", cost.samples());
    cost.drops()
        .forEach(
            drop -> line("  agent drop", drop.kind().word(), drop.reason().word(), drop.count()));
  }

  private void gauge(String name, Gauge gauge) {
    if (!gauge.equals(Gauge.none())) {
      line("  " + name, "mean", gauge.mean(), "peak", gauge.peak(), "limit", gauge.limit());
    }
  }

  private void number(String name, long value) {
    if (value != 0) {
      line("  " + name, value);
    }
  }

  private void heap(HeapSummary heap) {
    line(
        "heap taken_millis",
        heap.takenMillis(),
        heap.count().word(),
        "stall_micros",
        heap.stallMicros());
    for (ClassCount one : heap.classes()) {
      line("  " + quoted(one.className()), "objects", one.objects(), "bytes", one.bytes());
    }
    line(
        "  other classes",
        heap.otherClasses(),
        "objects",
        heap.otherObjects(),
        "bytes",
        heap.otherBytes());
  }

  private void line(Object... words) {
    for (int i = 0; i < words.length; i++) {
      text.append(i == 0 ? "" : " ").append(words[i]);
    }
    text.append('\n');
  }

  private static String word(SeriesKey key) {
    return key.measure().word() + " " + key.state().word();
  }

  private static String frame(Frame frame) {
    return frame.language().word() + " " + quoted(frame.owner()) + " " + quoted(frame.function());
  }
}
