package io.tandemprofiler.collector.exchange;

import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.JavaNames;
import io.tandemprofiler.model.Label;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.Names;
import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.Runtime;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.StackTrace;
import io.tandemprofiler.model.ThreadState;
import io.tandemprofiler.model.Upload;
import io.tandemprofiler.wire.UploadWriter;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;

/**
 * Reads a JFR recording, in a process of its own whose memory is bounded: the JDK's reader trusts
 * the sizes that a file names. Stacks of samples, allocations and locks are all that is looked at.
 *
 * <p>The recording comes by standard input, and the uploads leave by standard output, each as its
 * length and its bytes. Exit codes: 0, {@value #REFUSED} with the reason on standard error, and
 * whatever else a JVM that ran into trouble ends with.
 */
final class JfrImport {
  static final int REFUSED = 10;

  private static final SeriesKey SAMPLES = new SeriesKey(Measure.SAMPLES, ThreadState.UNSPECIFIED);
  private static final SeriesKey ALLOCATED =
      new SeriesKey(Measure.ALLOCATED_BYTES, ThreadState.UNSPECIFIED);
  private static final SeriesKey RUNNING = new SeriesKey(Measure.WALL_TIME, ThreadState.RUNNING);
  private static final SeriesKey WALL = new SeriesKey(Measure.WALL_TIME, ThreadState.UNSPECIFIED);
  private static final SeriesKey LOCK = new SeriesKey(Measure.LOCK_TIME, ThreadState.BLOCKED);

  private final ImportedProfiles profiles = new ImportedProfiles();
  private final WallClock wallClock = new WallClock();

  private JfrImport() {}

  /**
   * Reads, then writes.
   *
   * @param args the service, then labels as {@code name=value}, each of them URL-encoded
   */
  public static void main(String[] args) throws IOException {
    PrintStream errors = System.err;
    try {
      List<Upload> uploads = read(System.in, producer(args));
      DataOutputStream data = new DataOutputStream(System.out);
      for (Upload upload : uploads) {
        byte[] bytes = UploadWriter.write(upload);
        data.writeInt(bytes.length);
        data.write(bytes);
      }
      data.flush();
    } catch (ImportException e) {
      errors.println(e.getMessage());
      System.exit(REFUSED);
    } catch (IOException | RuntimeException e) {
      // The message may quote the file.
      errors.println("not a recording that this JDK can read: " + e.getClass().getSimpleName());
      System.exit(REFUSED);
    }
  }

  private static Producer producer(String[] args) {
    List<Label> labels =
        Arrays.stream(args)
            .skip(1)
            .map(arg -> arg.split("=", 2))
            .map(pair -> new Label(decoded(pair[0]), decoded(pair[1])))
            .toList();
    return new Producer(
        decoded(args[0]), "import", List.of(new Runtime(Language.JAVA, "JFR", "")), "", labels);
  }

  private static String decoded(String argument) {
    return URLDecoder.decode(argument, StandardCharsets.UTF_8);
  }

  /** The recorder's reader wants a file; it is given one that has no name any more. */
  private static List<Upload> read(InputStream in, Producer producer)
      throws IOException, ImportException {
    MessageDigest digest = FileDigest.begin();
    Path file = Files.createTempFile("tandem-import", ".jfr");
    try {
      Files.copy(new DigestInputStream(in, digest), file, StandardCopyOption.REPLACE_EXISTING);
      try (RecordingFile recording = new RecordingFile(file)) {
        Files.delete(file);
        JfrImport reading = new JfrImport();
        while (recording.hasMoreEvents()) {
          reading.add(recording.readEvent());
        }
        return reading.profiles.toUploads(producer, 0, digest.digest());
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private void add(RecordedEvent event) throws ImportException {
    switch (event.getEventType().getName()) {
      case "jdk.ActiveSetting" -> wallClock.set(event.getString("name"), event.getString("value"));
      case "jdk.ExecutionSample" -> add(event, SAMPLES, 1, 0);
      case "profiler.WallClockSample" -> addWall(event);
      case "jdk.ObjectAllocationSample" -> add(event, ALLOCATED, 1, event.getLong("weight"));
      case "jdk.ObjectAllocationInNewTLAB" -> add(event, ALLOCATED, 1, event.getLong("tlabSize"));
      case "jdk.ObjectAllocationOutsideTLAB" ->
          add(event, ALLOCATED, 1, event.getLong("allocationSize"));
      case "jdk.JavaMonitorEnter" -> add(event, LOCK, 1, event.getDuration().toNanos() / 1000);
      default -> {
        // holds no stack that costs something
      }
    }
  }

  /** One that does not run is not said to wait for anything: so its state is not known. */
  private void addWall(RecordedEvent event) throws ImportException {
    SeriesKey key = event.getString("state").equals("STATE_RUNNABLE") ? RUNNING : WALL;
    long samples = event.getLong("samples");
    add(event, key, samples, wallClock.micros(samples));
  }

  private void add(RecordedEvent event, SeriesKey key, long samples, long value)
      throws ImportException {
    if (event.getStackTrace() == null) {
      return;
    }
    List<Frame> frames = new ArrayList<>();
    List<RecordedFrame> recorded = event.getStackTrace().getFrames();
    int[] lines = new int[recorded.size()];
    for (int i = recorded.size() - 1; i >= 0; i--) {
      lines[frames.size()] = Math.max(0, recorded.get(i).getLineNumber());
      frames.add(frame(recorded.get(i)));
    }
    profiles.add(
        event.getStartTime().toEpochMilli(), new StackTrace(frames, lines), key, samples, value);
  }

  private static Frame frame(RecordedFrame recorded) {
    RecordedMethod method = recorded.getMethod();
    String name = method == null || method.getName() == null ? "" : method.getName();
    String owner =
        method == null || method.getType() == null || method.getType().getName() == null
            ? ""
            : method.getType().getName();
    String function = name.isEmpty() ? Names.UNKNOWN : name;
    return recorded.isJavaFrame()
        ? JavaNames.frame(owner, function)
        : new Frame(Language.NATIVE, owner, function);
  }
}
