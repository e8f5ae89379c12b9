package io.tandemprofiler.collector.exchange;

import io.tandemprofiler.model.Label;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Lets {@link JfrImport} read a recording in a JVM of its own. */
final class JfrProcess {
  private static final int HEAP_MEGABYTES = 384;
  private static final int OUT_OF_MEMORY = 3; // as -XX:+ExitOnOutOfMemoryError has it
  private static final int SECONDS = 90;
  private static final int MAX_UPLOAD_BYTES = 64 << 20; // R1

  /** Two heaps of that size are too much beside a collector. */
  private static final ReentrantLock ONE = new ReentrantLock();

  private JfrProcess() {}

  /**
   * The bytes of an upload for each hour. One recording is read at a time; others wait.
   *
   * @throws ImportException where the file cannot be read, or takes too much time or memory
   */
  static List<byte[]> read(String service, List<Label> labels, byte[] content)
      throws IOException, ImportException {
    ONE.lock();
    try {
      return readAlone(service, labels, content);
    } finally {
      ONE.unlock();
    }
  }

  private static List<byte[]> readAlone(String service, List<Label> labels, byte[] content)
      throws IOException, ImportException {
    Process process = new ProcessBuilder(command(service, labels)).start();
    try {
      Executor late = CompletableFuture.delayedExecutor(SECONDS, TimeUnit.SECONDS);
      CompletableFuture<Void> end = CompletableFuture.runAsync(process::destroyForcibly, late);
      List<byte[]> uploads = exchange(process, content);
      int code = process.waitFor();
      boolean wasLate = end.isDone();
      end.cancel(false);
      if (code != 0) {
        throw new ImportException(reason(process, code, wasLate));
      }
      return uploads;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }

  /** In ASCII: arguments are in whatever encoding the system's locale has. */
  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static List<String> command(String service, List<Label> labels) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + HEAP_MEGABYTES + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                JfrImport.class.getName(),
                encoded(service)));
    labels.forEach(label -> command.add(encoded(label.name()) + "=" + encoded(label.value())));
    return command;
  }

  /** It reads all before it writes anything; where it ends early the pipe breaks. */
  private static List<byte[]> exchange(Process process, byte[] content) throws IOException {
    try (OutputStream in = process.getOutputStream()) {
      in.write(content);
    } catch (IOException e) {
      return List.of(); // its exit code says why
    }
    List<byte[]> uploads = new ArrayList<>();
    try (DataInputStream out = new DataInputStream(process.getInputStream())) {
      while (true) {
        int length = out.readInt();
        if (length < 0 || length > MAX_UPLOAD_BYTES) {
          throw new IOException("an upload of " + length + " bytes");
        }
        uploads.add(out.readNBytes(length));
      }
    } catch (EOFException e) {
      return uploads;
    }
  }

  private static String reason(Process process, int code, boolean wasLate) throws IOException {
    if (wasLate) {
      return "the recording takes more than " + SECONDS + " s to read";
    }
    if (code == OUT_OF_MEMORY) {
      return "the recording takes more than " + HEAP_MEGABYTES + " MiB to read";
    }
    String said =
        new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return code == JfrImport.REFUSED
        ? said.substring(said.lastIndexOf('\n') + 1)
        : "the recording cannot be read: its reader ended with " + code;
  }
}
