package io.tandemprofiler.wire;

import io.tandemprofiler.model.AgentCost;
import io.tandemprofiler.model.ClassCount;
import io.tandemprofiler.model.Drop;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Gauge;
import io.tandemprofiler.model.HeapSummary;
import io.tandemprofiler.model.Label;
import io.tandemprofiler.model.LineHits;
import io.tandemprofiler.model.ProcessStatistics;
import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.Profile;
import io.tandemprofiler.model.Runtime;
import io.tandemprofiler.model.Series;
import io.tandemprofiler.model.Upload;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes uploads as their canonical bytes: equal content gives equal bytes. Thread-safe: only
 * functions. Costs one pass over every column to size it and one to write it.
 */
public final class UploadWriter {
  private UploadWriter() {}

  /** The bytes of the message {@code Upload}. */
  public static byte[] write(Upload upload) {
    return upload(upload).toBytes();
  }

  /** The bytes of the message {@code UploadRequest}. */
  public static byte[] writeRequest(Upload upload) {
    MessageWriter request = new MessageWriter();
    request.message(1, upload(upload));
    return request.toBytes();
  }

  private static MessageWriter upload(Upload upload) {
    MessageWriter out = new MessageWriter();
    out.number(1, Upload.FORMAT_REVISION);
    out.bytes(2, upload.profileId());
    out.message(3, producer(upload.producer()));
    out.message(4, profile(upload.profile()));
    return out;
  }

  static MessageWriter producer(Producer producer) {
    MessageWriter out = new MessageWriter();
    out.text(1, producer.service());
    out.text(2, producer.instance());
    for (Runtime runtime : producer.runtimes()) {
      MessageWriter entry = new MessageWriter();
      entry.number(1, runtime.language().ordinal());
      entry.text(2, runtime.name());
      entry.text(3, runtime.version());
      out.messageEntry(3, entry);
    }
    out.text(4, producer.agentVersion());
    for (Label label : producer.labels()) {
      MessageWriter entry = new MessageWriter();
      entry.text(1, label.name());
      entry.text(2, label.value());
      out.messageEntry(5, entry);
    }
    return out;
  }

  private static MessageWriter profile(Profile profile) {
    MessageWriter out = new MessageWriter();
    out.number(1, profile.window().startMillis());
    out.number(2, profile.window().durationMillis());
    StringTable strings = new StringTable();
    MessageWriter frames = frames(profile.frames(), strings);
    MessageWriter heap = new MessageWriter();
    profile.heap().ifPresent(summary -> heap(heap, summary, strings));
    strings.indexes.keySet().forEach(string -> out.textEntry(3, string));
    out.message(4, frames);
    out.message(5, tree(profile));
    profile.series().forEach(series -> out.messageEntry(6, series(series)));
    profile.lineHits().forEach(hits -> out.messageEntry(7, lineHits(hits)));
    out.message(8, statistics(profile.statistics()));
    out.message(9, heap);
    return out;
  }

  private static MessageWriter frames(List<Frame> frames, StringTable strings) {
    int[] languages = new int[frames.size()];
    int[] owners = new int[frames.size()];
    int[] functions = new int[frames.size()];
    for (int i = 0; i < languages.length; i++) {
      Frame frame = frames.get(i);
      languages[i] = frame.language().ordinal();
      owners[i] = strings.index(frame.owner());
      functions[i] = strings.index(frame.function());
    }
    MessageWriter out = new MessageWriter();
    out.packed(1, languages);
    out.packed(2, owners);
    out.packed(3, functions);
    return out;
  }

  private static MessageWriter tree(Profile profile) {
    int[] ascents = new int[profile.nodes() - 1];
    int[] frameIndexes = new int[ascents.length];
    for (int node = 1; node <= ascents.length; node++) {
      ascents[node - 1] = profile.ascent(node);
      frameIndexes[node - 1] = profile.frameIndex(node);
    }
    MessageWriter out = new MessageWriter();
    out.packed(1, ascents);
    out.packed(2, frameIndexes);
    return out;
  }

  private static MessageWriter series(Series series) {
    boolean measured = series.key().measure().hasValues();
    int[] nodeDeltas = new int[series.size()];
    long[] samples = new long[series.size()];
    long[] values = new long[measured ? series.size() : 0];
    int before = 0;
    for (int i = 0; i < nodeDeltas.length; i++) {
      nodeDeltas[i] = series.node(i) - before;
      before = series.node(i);
      samples[i] = series.samples(i);
      if (measured) {
        values[i] = series.measuredValue(i);
      }
    }
    MessageWriter out = new MessageWriter();
    out.number(1, series.key().measure().ordinal());
    out.number(2, series.key().state().ordinal());
    out.number(3, series.total().period());
    out.number(4, series.total().totalValue());
    out.packed(5, nodeDeltas);
    out.packed(6, samples);
    out.packed(7, values);
    out.number(8, series.total().estimated().ordinal());
    return out;
  }

  private static MessageWriter lineHits(LineHits hits) {
    int[] frameDeltas = new int[hits.size()];
    int[] lines = new int[hits.size()];
    long[] self = new long[hits.size()];
    long[] total = new long[hits.size()];
    int before = 0;
    for (int i = 0; i < lines.length; i++) {
      frameDeltas[i] = hits.frame(i) - before;
      before = hits.frame(i);
      lines[i] = hits.line(i);
      self[i] = hits.selfSamples(i);
      total[i] = hits.totalSamples(i);
    }
    MessageWriter out = new MessageWriter();
    out.number(1, hits.measure().ordinal());
    out.packed(2, frameDeltas);
    out.packed(3, lines);
    out.packed(4, self);
    out.packed(5, total);
    return out;
  }

  private static MessageWriter statistics(ProcessStatistics statistics) {
    MessageWriter out = new MessageWriter();
    out.number(1, statistics.cpuMicros());
    out.message(2, gauge(statistics.residentBytes()));
    out.message(3, gauge(statistics.heapBytes()));
    out.message(4, gauge(statistics.threads()));
    out.number(5, statistics.gcCount());
    out.number(6, statistics.gcMicros());
    out.message(7, agentCost(statistics.agent()));
    out.number(8, statistics.sampler().ordinal());
    out.number(9, statistics.samplerReason().ordinal());
    return out;
  }

  private static MessageWriter gauge(Gauge gauge) {
    MessageWriter out = new MessageWriter();
    out.number(1, gauge.mean());
    out.number(2, gauge.peak());
    out.number(3, gauge.limit());
    return out;
  }

  private static MessageWriter agentCost(AgentCost cost) {
    MessageWriter out = new MessageWriter();
    out.number(1, cost.cpuMicros());
    out.number(2, cost.samplingMicros());
    out.number(3, cost.samples());
    for (Drop drop : cost.drops()) {
      MessageWriter entry = new MessageWriter();
      entry.number(1, drop.kind().ordinal());
      entry.number(2, drop.reason().ordinal());
      entry.number(3, drop.count());
      out.messageEntry(4, entry);
    }
    return out;
  }

  private static void heap(MessageWriter out, HeapSummary heap, StringTable strings) {
    int size = heap.classes().size();
    int[] names = new int[size];
    long[] objects = new long[size];
    long[] bytes = new long[size];
    for (int i = 0; i < size; i++) {
      ClassCount count = heap.classes().get(i);
      names[i] = strings.index(count.className());
      objects[i] = count.objects();
      bytes[i] = count.bytes();
    }
    out.number(1, heap.takenMillis());
    out.number(2, heap.count().ordinal());
    out.number(3, heap.stallMicros());
    out.packed(4, names);
    out.packed(5, objects);
    out.packed(6, bytes);
    out.number(7, heap.otherClasses());
    out.number(8, heap.otherObjects());
    out.number(9, heap.otherBytes());
  }

  /** Each text once, in order of first use, behind the empty one. */
  private static final class StringTable {
    final Map<String, Integer> indexes = new LinkedHashMap<>();

    StringTable() {
      indexes.put("", 0);
    }

    int index(String string) {
      Integer known = indexes.putIfAbsent(string, indexes.size());
      return known == null ? indexes.size() - 1 : known;
    }
  }
}
