package io.tandemprofiler.collector.bench;

import io.tandemprofiler.collector.Uploads;
import io.tandemprofiler.collector.store.DataFolder;
import io.tandemprofiler.collector.store.LayeredProfileStore;
import io.tandemprofiler.collector.store.ProfileStore;
import io.tandemprofiler.collector.store.Stores;
import io.tandemprofiler.model.Upload;
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
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * How many profiles of 15,000 nodes one core takes in, durably: inflate, read and check, compress,
 * append, sync. Process CPU time, so that the figure does not hang on how many cores there are.
 */
final class IngestBench {
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
          LargeUploads.NODES, sent.get(0).length, MEASURED * 1e9 / cpu, MEASURED * 1e9 / wall);
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

  private static List<byte[]> uploads() throws IOException {
    LargeUploads large = new LargeUploads();
    List<byte[]> uploads = new ArrayList<>();
    for (int i = 0; i < DISTINCT; i++) {
      uploads.add(gzip(UploadWriter.write(large.next(i + 1, 1000L * i + 1000))));
    }
    return uploads;
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

  static byte[] gzip(byte[] bytes) throws IOException {
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
