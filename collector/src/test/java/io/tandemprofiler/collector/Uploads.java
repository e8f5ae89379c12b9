package io.tandemprofiler.collector;

import io.tandemprofiler.model.CallTree;
import io.tandemprofiler.model.ClassCount;
import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Gauge;
import io.tandemprofiler.model.HeapCount;
import io.tandemprofiler.model.HeapSummary;
import io.tandemprofiler.model.Label;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.ProcessStatistics;
import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.Runtime;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.SeriesTotal;
import io.tandemprofiler.model.StackTrace;
import io.tandemprofiler.model.ThreadState;
import io.tandemprofiler.model.Upload;
import io.tandemprofiler.model.Window;
import io.tandemprofiler.wire.UploadWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A tiny language for uploads: {@code upload(7).service("shop").cpu(600, "main;parse 2", "main 1")}
 * is the upload with id 7 of a window in which 600 µs of CPU fell on three samples.
 */
public final class Uploads {
  private static final int WINDOW_MILLIS = 10_000;

  private final long id;
  private final CallTree tree = new CallTree();
  private final Map<SeriesKey, SeriesTotal> totals = new TreeMap<>();
  private final List<Label> labels = new ArrayList<>();
  private String service = "shop";
  private String instance = "one";
  private long startMillis = 1000;
  private ProcessStatistics statistics = ProcessStatistics.none();

  private EstimateReason estimated = EstimateReason.UNSPECIFIED;
  private Language language = Language.JAVA;
  private int windowMillis = WINDOW_MILLIS;
  private HeapSummary heap;
  private long stallMicros;

  private Uploads(long id) {
    this.id = id;
  }

  public static Uploads upload(long id) {
    return new Uploads(id);
  }

  public Uploads service(String name) {
    service = name;
    return this;
  }

  public Uploads instance(String name) {
    instance = name;
    return this;
  }

  public Uploads at(long millis) {
    startMillis = millis;
    return this;
  }

  /** How long the window is. */
  public Uploads lasting(int millis) {
    windowMillis = millis;
    return this;
  }

  /** Classes with "name objects bytes", largest first; taken when the window begins. */
  public Uploads heap(String... classes) {
    List<ClassCount> counts = new ArrayList<>();
    for (String line : classes) {
      String[] words = line.split(" ", -1);
      counts.add(new ClassCount(words[0], Long.parseLong(words[1]), Long.parseLong(words[2])));
    }
    heap = HeapSummary.of(counts, 0, 0, 0, startMillis, HeapCount.ALL_OBJECTS, stallMicros);
    return this;
  }

  /** How long the heap summary that follows stopped the application. */
  public Uploads stalled(long micros) {
    stallMicros = micros;
    return this;
  }

  /** Names ascending. */
  public Uploads label(String name, String value) {
    labels.add(new Label(name, value));
    return this;
  }

  public Uploads statistics(ProcessStatistics values) {
    statistics = values;
    return this;
  }

  /** Statistics of a process that says nothing but these. */
  public static ProcessStatistics memory(
      Gauge residentBytes, Gauge heapBytes, long gcCount, long gcMicros) {
    ProcessStatistics none = ProcessStatistics.none();
    return new ProcessStatistics(
        0,
        residentBytes,
        heapBytes,
        Gauge.none(),
        gcCount,
        gcMicros,
        none.agent(),
        none.sampler(),
        none.samplerReason());
  }

  public Uploads cpu(long micros, String... stacks) {
    return series(Measure.CPU_TIME, ThreadState.RUNNING, micros, stacks);
  }

  public Uploads wall(ThreadState state, long micros, String... stacks) {
    return series(Measure.WALL_TIME, state, micros, stacks);
  }

  /** Names the stacks that follow in the rules of another language. */
  public Uploads language(Language other) {
    language = other;
    return this;
  }

  /** Marks the series that follow. */
  public Uploads estimated(EstimateReason reason) {
    estimated = reason;
    return this;
  }

  /** Stacks of an {@code allocated_bytes} series say "main;parse 2 512": samples, bytes. */
  public Uploads allocated(String... stacks) {
    return series(Measure.ALLOCATED_BYTES, ThreadState.UNSPECIFIED, 0, stacks);
  }

  public Uploads series(Measure measure, ThreadState state, long total, String... stacks) {
    SeriesKey key = new SeriesKey(measure, state);
    for (String stack : stacks) {
      String[] words = stack.split(" ", -1);
      long value = words.length > 2 ? Long.parseLong(words[2]) : 0;
      tree.add(trace(words[0]), key, Long.parseLong(words[1]), value);
    }
    totals.put(key, new SeriesTotal(1000, total, estimated));
    return this;
  }

  public Upload build() {
    Producer producer =
        new Producer(
            service,
            instance,
            List.of(new Runtime(Language.JAVA, "OpenJDK", "17.0.15")),
            "0.1.0",
            labels);
    return new Upload(
        profileId(id),
        producer,
        tree.toProfile(new Window(startMillis, windowMillis), totals, statistics, heap));
  }

  public byte[] bytes() {
    return UploadWriter.write(build());
  }

  public byte[] request() {
    return UploadWriter.writeRequest(build());
  }

  public static byte[] profileId(long id) {
    return ByteBuffer.allocate(16).putLong(-1).putLong(id).array();
  }

  /** The number an id was made of. */
  public static long id(Upload upload) {
    return ByteBuffer.wrap(upload.profileId()).getLong(8);
  }

  /**
   * Frames of a stack as in {@code main;com.acme.Cart#parse:7}, with lines; the empty text is the
   * empty stack.
   */
  private StackTrace trace(String stack) {
    String[] calls = stack.isEmpty() ? new String[0] : stack.split(";", -1);
    List<Frame> frames = new ArrayList<>();
    int[] lines = new int[calls.length];
    for (int i = 0; i < calls.length; i++) {
      String[] nameAndLine = calls[i].split(":", -1);
      frames.add(frame(language, nameAndLine[0]));
      lines[i] = nameAndLine.length > 1 ? Integer.parseInt(nameAndLine[1]) : 0;
    }
    return new StackTrace(frames, lines);
  }

  public static Frame frame(String function) {
    return frame(Language.JAVA, function);
  }

  private static Frame frame(Language language, String function) {
    if (function.equals("<other>")) {
      return new Frame(Language.UNSPECIFIED, "", function);
    }
    int hash = function.indexOf('#');
    return hash < 0
        ? new Frame(language, "Shop", function)
        : new Frame(language, function.substring(0, hash), function.substring(hash + 1));
  }
}
