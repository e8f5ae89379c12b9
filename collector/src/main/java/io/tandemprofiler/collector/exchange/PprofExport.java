package io.tandemprofiler.collector.exchange;

import io.tandemprofiler.collector.query.FlameTree;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Measure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Writes a flame tree as pprof's {@code profile.proto}, gzipped, with samples and values. */
public final class PprofExport {
  private static final int SAMPLE_TYPE = 1;
  private static final int SAMPLE = 2;
  private static final int LOCATION = 4;
  private static final int FUNCTION = 5;
  private static final int STRING = 6;
  private static final int TIME_NANOS = 9;
  private static final int DURATION_NANOS = 10;
  private static final int PERIOD_TYPE = 11;
  private static final int DEFAULT_TYPE = 14;
  private static final long NANOS = 1_000_000;

  private final ProtobufWriter out = new ProtobufWriter();
  private final Map<String, Long> strings = new LinkedHashMap<>();

  private PprofExport() {
    string("");
  }

  /** One location and one function for each frame; values are rounded to whole units. */
  public static byte[] write(Measure measure, FlameTree tree) {
    PprofExport export = new PprofExport();
    export.types(measure);
    export.samples(measure, tree);
    export.functions(tree);
    export.out.number(TIME_NANOS, tree.sources().firstMillis() * NANOS);
    export.out.number(
        DURATION_NANOS, (tree.sources().lastMillis() - tree.sources().firstMillis()) * NANOS);
    export.strings.keySet().forEach(string -> export.out.text(STRING, string));
    return gzip(export.out.toBytes());
  }

  private void types(Measure measure) {
    out.message(SAMPLE_TYPE, type("samples", "count"));
    if (measure != Measure.SAMPLES) {
      ProtobufWriter type = type(Export.pprofType(measure), measure.unit());
      out.message(SAMPLE_TYPE, type);
      out.message(PERIOD_TYPE, type);
    }
    out.number(DEFAULT_TYPE, string(Export.pprofType(measure)));
  }

  private ProtobufWriter type(String name, String unit) {
    return new ProtobufWriter().number(1, string(name)).number(2, string(unit));
  }

  private void samples(Measure measure, FlameTree tree) {
    long[] values = Export.rounded(tree.selfValues());
    Export.visitStacks(
        tree,
        (path, node) -> {
          long[] locations = new long[path.size()]; // innermost first, numbered from 1
          for (int i = 0; i < locations.length; i++) {
            locations[i] = path.get(locations.length - 1 - i) + 1L;
          }
          long samples = tree.selfSamples()[node];
          long[] columns =
              measure == Measure.SAMPLES
                  ? new long[] {samples}
                  : new long[] {samples, values[node]};
          out.message(SAMPLE, new ProtobufWriter().packed(1, locations).packed(2, columns));
        });
  }

  private void functions(FlameTree tree) {
    long id = 0;
    for (Frame frame : tree.frames()) {
      id++;
      out.message(
          LOCATION,
          new ProtobufWriter().number(1, id).message(4, new ProtobufWriter().number(1, id)));
      long name = string(Export.name(frame));
      out.message(FUNCTION, new ProtobufWriter().number(1, id).number(2, name).number(3, name));
    }
  }

  private long string(String text) {
    long next = strings.size();
    Long known = strings.putIfAbsent(text, next);
    return known == null ? next : known;
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("write to memory", e);
    }
    return out.toByteArray();
  }
}
