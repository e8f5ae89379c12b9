package io.tandemprofiler.collector.store;

import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.LineHits;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.SeriesKey;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How the parts of a block are written as columns, and read.
 *
 * <p>Node and frame numbers are differences to the one before, and may fall: while a segment grows
 * its tree is not numbered in preorder.
 */
final class Columns {
  private Columns() {}

  static byte[] writeCounts(Counts counts) {
    ColumnWriter out =
        new ColumnWriter()
            .number(counts.period())
            .number(counts.totalValue())
            .number(estimated(counts.estimated()))
            .number(counts.hasValues() ? 1 : 0)
            .number(counts.size());
    int last = 0;
    for (int i = 0; i < counts.size(); i++) {
      difference(out, counts.node(i) - last);
      last = counts.node(i);
    }
    for (int i = 0; i < counts.size(); i++) {
      out.number(counts.samples(i));
    }
    for (int i = 0; counts.hasValues() && i < counts.size(); i++) {
      out.number(counts.ownValue(i));
    }
    return out.toBytes();
  }

  static Counts readCounts(SeriesKey key, ColumnReader in) {
    long period = in.number();
    long totalValue = in.number();
    Set<EstimateReason> estimated = estimated(in.number());
    boolean hasValues = in.number() != 0;
    int size = in.count();
    int[] nodes = new int[size];
    int last = 0;
    for (int i = 0; i < size; i++) {
      last += difference(in);
      nodes[i] = last;
    }
    long[] samples = longs(in, size);
    long totalSamples = 0;
    for (long count : samples) {
      totalSamples = SaturatedSum.of(totalSamples, count);
    }
    long[] values = hasValues ? longs(in, size) : new long[0];
    return new Counts(key, nodes, samples, values, period, totalSamples, totalValue, estimated);
  }

  static byte[] writeLines(List<LineHits> lineHits) {
    ColumnWriter out = new ColumnWriter().number(lineHits.size());
    for (LineHits hits : lineHits) {
      out.number(hits.measure().ordinal()).number(hits.size());
      int last = 0;
      for (int i = 0; i < hits.size(); i++) {
        difference(out, hits.frame(i) - last);
        last = hits.frame(i);
      }
      for (int i = 0; i < hits.size(); i++) {
        out.number(hits.line(i));
      }
      for (int i = 0; i < hits.size(); i++) {
        out.number(hits.selfSamples(i));
      }
      for (int i = 0; i < hits.size(); i++) {
        out.number(hits.totalSamples(i) - hits.selfSamples(i));
      }
    }
    return out.toBytes();
  }

  static List<LineHits> readLines(ColumnReader in) {
    List<LineHits> lineHits = new ArrayList<>();
    for (int rest = in.count(); rest > 0; rest--) {
      Measure measure = Measure.of(in.count(Measure.values().length - 1));
      int size = in.count();
      int[] frames = new int[size];
      int last = 0;
      for (int i = 0; i < size; i++) {
        last += difference(in);
        frames[i] = last;
      }
      int[] lines = new int[size];
      for (int i = 0; i < size; i++) {
        lines[i] = (int) in.number();
      }
      long[] self = longs(in, size);
      long[] total = longs(in, size);
      for (int i = 0; i < size; i++) {
        total[i] += self[i];
      }
      lineHits.add(new LineHits(measure, frames, lines, self, total));
    }
    return lineHits;
  }

  static byte[] writeFrames(List<Frame> frames) {
    Map<String, Integer> strings = new LinkedHashMap<>();
    ColumnWriter columns = new ColumnWriter();
    for (Frame frame : frames) {
      columns.number(frame.language().ordinal());
    }
    for (Frame frame : frames) {
      columns.number(index(strings, frame.owner()));
    }
    for (Frame frame : frames) {
      columns.number(index(strings, frame.function()));
    }
    ColumnWriter out = new ColumnWriter().number(strings.size());
    strings.keySet().forEach(out::text);
    return out.number(frames.size()).raw(columns.toBytes()).toBytes();
  }

  static List<Frame> readFrames(ColumnReader in) {
    String[] strings = new String[in.count()];
    for (int i = 0; i < strings.length; i++) {
      strings[i] = in.text();
    }
    int size = in.count();
    int[] languages = ints(in, size, Language.values().length);
    int[] owners = ints(in, size, strings.length);
    int[] functions = ints(in, size, strings.length);
    List<Frame> frames = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      frames.add(new Frame(Language.of(languages[i]), strings[owners[i]], strings[functions[i]]));
    }
    return frames;
  }

  static byte[] writePaths(CallPaths paths) {
    ColumnWriter out = new ColumnWriter().number(paths.nodes() - 1L);
    for (int node = 1; node < paths.nodes(); node++) {
      out.number(paths.ascent(node));
    }
    for (int node = 1; node < paths.nodes(); node++) {
      out.number(paths.frameIndex(node));
    }
    return out.toBytes();
  }

  static CallPaths readPaths(List<Frame> frames, ColumnReader in) {
    int size = in.count();
    int[] ascents = ints(in, size, Integer.MAX_VALUE);
    return new CallPaths(frames, ascents, ints(in, size, frames.size()));
  }

  /** A difference of either sign; small ones take the least room. */
  static void difference(ColumnWriter out, long difference) {
    out.number(difference << 1 ^ difference >> 63);
  }

  static int difference(ColumnReader in) {
    long value = in.number();
    return (int) (value >>> 1 ^ -(value & 1));
  }

  private static int index(Map<String, Integer> strings, String string) {
    Integer index = strings.putIfAbsent(string, strings.size());
    return index == null ? strings.size() - 1 : index;
  }

  private static int[] ints(ColumnReader in, int size, int end) {
    int[] column = new int[size];
    for (int i = 0; i < size; i++) {
      column[i] = in.count(end - 1);
    }
    return column;
  }

  private static long[] longs(ColumnReader in, int size) {
    long[] column = new long[size];
    for (int i = 0; i < size; i++) {
      column[i] = in.number();
    }
    return column;
  }

  private static long estimated(Set<EstimateReason> reasons) {
    return reasons.stream().mapToLong(reason -> 1L << reason.ordinal()).sum();
  }

  private static Set<EstimateReason> estimated(long bits) {
    Set<EstimateReason> reasons = EnumSet.noneOf(EstimateReason.class);
    for (EstimateReason reason : EstimateReason.values()) {
      if ((bits >> reason.ordinal() & 1) != 0) {
        reasons.add(reason);
      }
    }
    return reasons;
  }
}
