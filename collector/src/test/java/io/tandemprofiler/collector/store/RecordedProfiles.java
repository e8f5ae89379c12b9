package io.tandemprofiler.collector.store;

import io.tandemprofiler.model.CallTree;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.ProcessStatistics;
import io.tandemprofiler.model.Profile;
import io.tandemprofiler.model.Series;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.SeriesTotal;
import io.tandemprofiler.model.StackTrace;
import io.tandemprofiler.wire.RefusedException;
import io.tandemprofiler.wire.UploadReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Profiles that an agent recorded of a real program, in turn, each count drawn anew around the one
 * that was recorded: windows of a program are alike and never the same. Not thread-safe.
 */
final class RecordedProfiles implements Supplier<Profile> {
  private static final double LARGE = 50; // from where on a normal distribution is as good

  private final Random random = new Random(20_261_130);
  private final List<Profile> recorded = new ArrayList<>();
  private int next;

  /** Reads all {@code *.upload.gz} of a folder, each an {@code UploadRequest}. */
  RecordedProfiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".upload.gz")).toList()) {
        recorded.add(read(file));
      }
    }
    if (recorded.isEmpty()) {
      throw new IOException("no *.upload.gz in " + folder);
    }
  }

  private static Profile read(Path file) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return UploadReader.readRequest(in.readAllBytes()).profile();
    } catch (RefusedException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public Profile get() {
    Profile profile = recorded.get(next++ % recorded.size());
    CallPaths paths = CallPaths.of(profile);
    CallTree tree = new CallTree();
    Map<SeriesKey, SeriesTotal> totals = new HashMap<>();
    for (Series series : profile.series()) {
      totals.put(series.key(), series.total());
      for (int i = 0; i < series.size(); i++) {
        long samples = drawn(series.samples(i));
        if (samples > 0) {
          tree.add(stack(paths, series.node(i)), series.key(), samples, 0);
        }
      }
    }
    return tree.toProfile(profile.window(), totals, ProcessStatistics.none(), null);
  }

  private static StackTrace stack(CallPaths paths, int node) {
    List<Frame> frames = new ArrayList<>();
    for (int at = node; at > 0; at = paths.caller(at)) {
      frames.add(paths.frames().get(paths.frameIndex(at)));
    }
    Collections.reverse(frames);
    return new StackTrace(frames, new int[frames.size()]);
  }

  /** Of Poisson's distribution. */
  private long drawn(long mean) {
    if (mean > LARGE) {
      return Math.max(0, Math.round(mean + Math.sqrt((double) mean) * random.nextGaussian()));
    }
    double limit = Math.exp(-(double) mean);
    double product = random.nextDouble();
    long drawn = 0;
    while (product > limit) {
      product *= random.nextDouble();
      drawn++;
    }
    return drawn;
  }
}
