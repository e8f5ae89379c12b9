package io.tandemprofiler.collector.store;

import io.tandemprofiler.collector.store.StoredColumns.Numbers;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.HeapSummary;
import io.tandemprofiler.model.Label;
import io.tandemprofiler.model.LineHits;
import io.tandemprofiler.model.ProcessStatistics;
import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.Profile;
import io.tandemprofiler.model.Series;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.Upload;
import io.tandemprofiler.model.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** One profile in columns. */
final class StoredProfile implements ProfileRow {
  private final CallPaths paths;
  private final byte[] profileId;
  private final Producer producer;
  private final Window window;
  private final StoredColumns columns;
  private final Supplier<Optional<Profile>> rest;

  /**
   * @param rest the profile without what the columns hold; empty where it cannot be read
   */
  StoredProfile(
      CallPaths paths,
      byte[] profileId,
      Producer producer,
      Window window,
      StoredColumns columns,
      Supplier<Optional<Profile>> rest) {
    this.paths = paths;
    this.profileId = profileId;
    this.producer = producer;
    this.window = window;
    this.columns = columns;
    this.rest = rest;
  }

  /** The same on another tree. */
  StoredProfile moved(CallPaths other, Numbers numbers) {
    return new StoredProfile(other, profileId, producer, window, columns.moved(numbers), rest);
  }

  @Override
  public List<Label> labels() {
    return producer.labels();
  }

  @Override
  public boolean isOther() {
    return false;
  }

  @Override
  public long profiles() {
    return 1;
  }

  @Override
  public long firstMillis() {
    return window.startMillis();
  }

  @Override
  public long lastMillis() {
    return window.endMillis();
  }

  @Override
  public long observedMillis() {
    return window.durationMillis();
  }

  @Override
  public List<SeriesKey> keys() {
    return SeriesSet.keys(columns.series());
  }

  @Override
  public Optional<Counts> counts(SeriesKey key) {
    return columns.counts(key);
  }

  @Override
  public List<LineHits> lineHits() {
    return columns.lines().get();
  }

  @Override
  public Optional<ProfileRow> profile() {
    return Optional.of(this);
  }

  @Override
  public byte[] profileId() {
    return profileId;
  }

  @Override
  public Producer producer() {
    return producer;
  }

  @Override
  public Window window() {
    return window;
  }

  @Override
  public ProcessStatistics statistics() {
    return rest.get().map(Profile::statistics).orElseGet(ProcessStatistics::none);
  }

  @Override
  public Optional<HeapSummary> heap() {
    return rest.get().flatMap(Profile::heap);
  }

  /** The nodes that are counted and their callers are what was uploaded (R18). */
  @Override
  public Upload toUpload() {
    List<Counts> counts = keys().stream().flatMap(key -> counts(key).stream()).toList();
    boolean[] used = new boolean[paths.nodes()];
    used[0] = true;
    for (Counts series : counts) {
      for (int i = 0; i < series.size(); i++) {
        for (int node = series.node(i); !used[node]; node = paths.caller(node)) {
          used[node] = true;
        }
      }
    }
    Cut cut = new Cut(used);
    List<Series> series = counts.stream().map(one -> one.renumbered(cut.nodes).toSeries()).toList();
    List<LineHits> lines = new Numbers(null, cut.frameNumbers).ofFrames(lineHits());
    return new Upload(
        profileId,
        producer,
        new Profile(
            window,
            cut.frames,
            cut.ascents(),
            cut.frameIndexes(),
            series,
            lines,
            statistics(),
            heap().orElse(null)));
  }

  /** Numbers the used nodes and their frames anew. */
  private final class Cut {
    private final int[] nodes = new int[paths.nodes()];
    private final int[] depths = new int[paths.nodes()];
    private final int[] frameNumbers = new int[paths.frames().size()];
    private final List<Frame> frames = new ArrayList<>();
    private final int[] ascents = new int[paths.nodes()];
    private final int[] frameIndexes = new int[paths.nodes()];
    private int size;

    Cut(boolean[] used) {
      Arrays.fill(frameNumbers, -1);
      int lastDepth = 0;
      for (int node = 1; node < used.length; node++) {
        depths[node] = depths[paths.caller(node)] + 1;
        if (used[node]) {
          add(node, lastDepth);
          lastDepth = depths[node];
        }
      }
    }

    int[] ascents() {
      return Arrays.copyOf(ascents, size);
    }

    int[] frameIndexes() {
      return Arrays.copyOf(frameIndexes, size);
    }

    private void add(int node, int lastDepth) {
      int frame = paths.frameIndex(node);
      if (frameNumbers[frame] < 0) {
        frameNumbers[frame] = frames.size();
        frames.add(paths.frames().get(frame));
      }
      ascents[size] = lastDepth + 1 - depths[node];
      frameIndexes[size] = frameNumbers[frame];
      nodes[node] = ++size;
    }
  }
}
