package io.tandemprofiler.collector.store;

import io.tandemprofiler.model.Profile;
import io.tandemprofiler.model.Series;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** What the same profiles are in pprof's format, all their series in one file with one table. */
final class GzipPprof {
  private GzipPprof() {}

  /** Of a profile, on average: every stack with its locations, innermost first, as pprof has it. */
  static long bytes(List<Profile> profiles) throws IOException {
    long bytes = 0;
    for (Profile profile : profiles) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
        gzip.write(pprof(profile));
      }
      bytes += out.size();
    }
    return bytes / profiles.size();
  }

  private static byte[] pprof(Profile profile) {
    CallPaths paths = CallPaths.of(profile);
    ColumnWriter out = new ColumnWriter();
    for (Series series : profile.series()) {
      for (int i = 0; i < series.size(); i++) {
        out.number(2 << 3 | 2).bytes(sample(paths, series, i));
      }
    }
    Map<String, Integer> strings = new HashMap<>();
    ColumnWriter table = new ColumnWriter().number(6 << 3 | 2).text("");
    for (int frame = 0; frame < profile.frames().size(); frame++) {
      String name =
          profile.frames().get(frame).owner() + "." + profile.frames().get(frame).function();
      if (strings.putIfAbsent(name, strings.size() + 1) == null) {
        table.number(6 << 3 | 2).text(name);
      }
      byte[] line = new ColumnWriter().number(1 << 3).number(frame + 1L).toBytes();
      byte[] location =
          new ColumnWriter()
              .number(1 << 3)
              .number(frame + 1L)
              .number(4 << 3 | 2)
              .bytes(line)
              .toBytes();
      out.number(4 << 3 | 2).bytes(location);
      byte[] function =
          new ColumnWriter()
              .number(1 << 3)
              .number(frame + 1L)
              .number(2 << 3)
              .number(strings.get(name))
              .toBytes();
      out.number(5 << 3 | 2).bytes(function);
    }
    return out.raw(table.toBytes()).toBytes();
  }

  private static byte[] sample(CallPaths paths, Series series, int i) {
    ColumnWriter locations = new ColumnWriter();
    for (int node = series.node(i); node > 0; node = paths.caller(node)) {
      locations.number(paths.frameIndex(node) + 1L);
    }
    ColumnWriter sample = new ColumnWriter().number(1 << 3 | 2).bytes(locations.toBytes());
    long count = series.samples(i);
    byte[] values = new ColumnWriter().number(count).number(count * 20_000_000).toBytes();
    return sample.number(2 << 3 | 2).bytes(values).toBytes();
  }
}
