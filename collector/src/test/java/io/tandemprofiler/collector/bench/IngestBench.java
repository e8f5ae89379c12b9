package io.tandemprofiler.collector.bench;

import io.tandemprofiler.collector.Uploads;
import io.tandemprofiler.collector.store.DataFolder;
import io.tandemprofiler.collector.store.LayeredProfileStore;
import io.tandemprofiler.collector.store.ProfileStore;
import io.tandemprofiler.collector.store.Stores;
import io.tandemprofiler.model.CallTree;
import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.ProcessStatistics;
import io.tandemprofiler.model.Profile;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.SeriesTotal;
import io.tandemprofiler.model.StackTrace;
import io.tandemprofiler.model.ThreadState;
import io.tandemprofiler.model.Upload;
import io.tandemprofiler.model.Window;
import io.tandemprofiler.wire.RefusedException;
import io.tandemprofiler.wire.UploadReader;
import io.tandemprofiler.wire.UploadWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * How many profiles of 15,000 nodes one core takes in, durably: inflate, read and check, compress,
 * append, sync. Process CPU time, so that the figure does not hang on how many cores there are.
 */
final class IngestBench {
  private static final int NODES = 15_000;
  private static final int DISTINCT = 20;
  private static final int WARM_UP = 3_000;
  private static final int MEASURED = 3_000;
  private static final int IN_FLIGHT = 32;
  private static final int ID_BYTES_AT = 4; // after format_revision (2 bytes), tag and length

  private IngestBench() {}

  public static void main(String[] args) throws IOException, RefusedException {
    Path folder = Files.createTempDirectory(Path.of("."), "ingest-bench");
    List<byte[]> sent = uploads();
    try (DataFolder data = DataFolder.hold(folder);
        ProfileStore store =
            LayeredProfileStore.open(Stores.open(data), Clock.systemUTC(), 64 << 20)) {
      ingest(store, sent, 0, WARM_UP);
      long cpu = processCpuNanos();
      long wall = System.nanoTime();
      ingest(store, sent, WARM_UP, MEASURED);
      cpu = processCpuNanos() - cpu;
      wall = System.nanoTime() - wall;
      System.out.printf(
          "ingest, embedded store, durable, %,d nodes, %,d bytes gzip: %.0f profiles/s per core"
              + " (target 400); %.0f profiles/s on the wall clock, one reader%n",
          NODES, sent.get(0).length, MEASURED * 1e9 / cpu, MEASURED * 1e9 / wall);
      System.out.printf("stored: %,d bytes per profile%n", size(folder) / (WARM_UP + MEASURED));
      System.out.printf(
          "of which read and checked by every rule: %.0f microseconds of %.0f per profile%n",
          readingMicros(sent), cpu / 1e3 / MEASURED);
    }
    delete(folder);
  }

  private static void ingest(ProfileStore store, List<byte[]> sent, int first, int count)
      throws IOException, RefusedException {
    Queue<CompletableFuture<Void>> inFlight = new ArrayDeque<>();
    for (int id = first; id < first + count; id++) {
      byte[] bytes = withId(gunzip(sent.get(id % DISTINCT)), id);
      Upload upload = UploadReader.read(bytes);
      inFlight.add(store.append("default", upload, bytes));
      if (inFlight.size() == IN_FLIGHT) {
        inFlight.remove().join();
      }
    }
    inFlight.forEach(CompletableFuture::join);
  }

  /** What {@link UploadReader} alone costs a profile; warm by now. */
  private static double readingMicros(List<byte[]> sent) throws IOException, RefusedException {
    List<byte[]> uploads = new ArrayList<>();
    for (byte[] one : sent) {
      uploads.add(gunzip(one));
    }
    long cpu = processCpuNanos();
    for (int i = 0; i < MEASURED; i++) {
      UploadReader.read(uploads.get(i % DISTINCT));
    }
    return (processCpuNanos() - cpu) / 1e3 / MEASURED;
  }

  /** Draws stacks from one pool, some often and most seldom, until the tree has its size. */
  private static List<byte[]> uploads() throws IOException {
    Random random = new Random(20_261_122);
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      frames.add(
          new Frame(
              Language.JAVA, "com.acme.shop.part" + i % 300 + ".Class" + i % 900, "method" + i));
    }
    List<byte[]> uploads = new ArrayList<>();
    for (int i = 0; i < DISTINCT; i++) {
      Upload producer = Uploads.upload(i + 1).at(1000L * i + 1000).cpu(1, "main 1").build();
      Upload upload =
          new Upload(Uploads.profileId(i + 1), producer.producer(), profile(random, frames, i));
      uploads.add(gzip(UploadWriter.write(upload)));
    }
    return uploads;
  }

  private static Profile profile(Random random, List<Frame> frames, int number) {
    CallTree tree = new CallTree();
    SeriesKey cpu = new SeriesKey(Measure.CPU_TIME, ThreadState.RUNNING);
    Map<Long, Integer> paths = new HashMap<>();
    while (paths.size() < NODES - 1) {
      List<Frame> stack = new ArrayList<>();
      int depth = 5 + random.nextInt(35);
      int node = 0;
      int at = random.nextInt(8);
      for (int i = 0; i < depth && paths.size() < NODES - 1; i++) {
        stack.add(frames.get(at));
        node = paths.computeIfAbsent((long) node << 32 | at, path -> paths.size() + 1);
        // few callees near the root, many further in
        at = (at * 31 + random.nextInt(i < 12 ? 2 : 4)) % frames.size();
      }
      tree.add(new StackTrace(stack, new int[stack.size()]), cpu, 1 + random.nextInt(3), 0);
    }
    return tree.toProfile(
        new Window(1000L * number + 1000, 300_000),
        Map.of(cpu, new SeriesTotal(20_000, 180_000_000, EstimateReason.UNSPECIFIED)),
        ProcessStatistics.none(),
        null);
  }

  /** The same upload under another id: ids have a fixed length and place. */
  private static byte[] withId(byte[] upload, int id) {
    byte[] bytes = upload.clone();
    System.arraycopy(Uploads.profileId(id + 1L), 0, bytes, ID_BYTES_AT, 16);
    return bytes;
  }

  private static long processCpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] gunzip(byte[] bytes) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return in.readAllBytes();
    }
  }

  private static long size(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
