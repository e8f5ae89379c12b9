package io.tandemprofiler.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.model.CallTree;
import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.JavaNames;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class UploadPropertiesTest {
  private static final List<SeriesKey> KEYS =
      List.of(
          new SeriesKey(Measure.CPU_TIME, ThreadState.RUNNING),
          new SeriesKey(Measure.WALL_TIME, ThreadState.UNSPECIFIED),
          new SeriesKey(Measure.WALL_TIME, ThreadState.IO),
          new SeriesKey(Measure.LOCK_TIME, ThreadState.BLOCKED),
          new SeriesKey(Measure.ALLOCATED_BYTES, ThreadState.UNSPECIFIED));

  /** One call of {@link CallTree#add}. */
  static final class Sample {
    final StackTrace trace;
    final SeriesKey key;
    final long samples;
    final long value;

    Sample(StackTrace trace, SeriesKey key, long samples, long value) {
      this.trace = trace;
      this.key = key;
      this.samples = samples;
      this.value = key.measure().hasValues() ? value : 0;
    }
  }

  @Property(tries = 400)
  void write_doesNotDependOnTheOrderOfSamples(
      @ForAll("samples") List<Sample> samples, @ForAll Random random) {
    List<Sample> shuffled = new ArrayList<>(samples);
    Collections.shuffle(shuffled, random);
    assertThat(UploadWriter.write(upload(shuffled))).isEqualTo(UploadWriter.write(upload(samples)));
  }

  @Property(tries = 400)
  void read_thenWrite_givesTheSameBytes(@ForAll("samples") List<Sample> samples) throws Exception {
    byte[] bytes = UploadWriter.write(upload(samples));
    assertThat(UploadWriter.write(UploadReader.read(bytes))).isEqualTo(bytes);
  }

  @Property(tries = 400)
  void generatedClasses_readAndWriteTheSameBytes(@ForAll("samples") List<Sample> samples)
      throws Exception {
    byte[] bytes = UploadWriter.write(upload(samples));
    assertThat(GeneratedClasses.rewrite(bytes)).isEqualTo(bytes);
  }

  @Property(tries = 2000)
  void read_refusesMutatedBytesOrReadsThemAsTheyAre(
      @ForAll("samples") List<Sample> samples, @ForAll Random random) {
    byte[] bytes = UploadWriter.write(upload(samples));
    for (int i = 0; i <= random.nextInt(3); i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    try {
      assertThat(UploadWriter.write(UploadReader.read(bytes))).isEqualTo(bytes);
    } catch (RefusedException refused) {
      assertThat(refused.getMessage()).matches("(?s)R\\d+: .+");
    }
  }

  @Property(tries = 200)
  void read_refusesTruncatedBytes(@ForAll("samples") List<Sample> samples, @ForAll Random random) {
    byte[] bytes = UploadWriter.write(upload(samples));
    byte[] cut = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> UploadReader.read(cut))
        .isInstanceOf(RefusedException.class);
  }

  @Provide
  Arbitrary<List<Sample>> samples() {
    Arbitrary<String> plain = Arbitraries.of("a", "b", "main", "\uFFFD", "\uE000");
    Arbitrary<String> astral = Arbitraries.of("\uD83D\uDE00", "x\uD800", "\uDC00y", "\uD800\uDC00");
    Arbitrary<String> names =
        Arbitraries.oneOf(plain, astral, Arbitraries.strings().ofMinLength(1).ofMaxLength(300));
    Arbitrary<Frame> frames =
        Combinators.combine(
                Arbitraries.of(Language.JAVA, Language.PYTHON, Language.NATIVE),
                Arbitraries.oneOf(names, Arbitraries.just("")),
                names)
            .as(Frame::new)
            .filter(UploadPropertiesTest::isOfAnAgent);
    Arbitrary<StackTrace> traces =
        frames.list().ofMaxSize(12).flatMap(UploadPropertiesTest::withLines);
    return Combinators.combine(
            traces,
            Arbitraries.of(KEYS),
            Arbitraries.longs().between(1, 1L << 50),
            Arbitraries.longs().between(0, 1L << 50))
        .as(Sample::new)
        .list()
        .ofMaxSize(20);
  }

  /** Whether an agent names a frame so; the collector refuses the others (R27, R28, R33). */
  private static boolean isOfAnAgent(Frame frame) {
    if (frame.language() == Language.JAVA) {
      return JavaNames.isClean(frame.owner()) && JavaNames.isCleanFunction(frame.function());
    }
    boolean path = frame.owner().indexOf('/') >= 0 || frame.owner().indexOf('\\') >= 0;
    return frame.language() != Language.PYTHON || !path;
  }

  private static Arbitrary<StackTrace> withLines(List<Frame> frames) {
    return Arbitraries.integers()
        .between(0, 70_000)
        .array(int[].class)
        .ofSize(frames.size())
        .map(lines -> new StackTrace(frames, lines));
  }

  private static Upload upload(List<Sample> samples) {
    CallTree tree = new CallTree();
    Map<SeriesKey, SeriesTotal> totals = new HashMap<>();
    for (Sample sample : samples) {
      tree.add(sample.trace, sample.key, sample.samples, sample.value);
      totals.put(sample.key, new SeriesTotal(20_000, 123_456, EstimateReason.UNSPECIFIED));
    }
    byte[] id = new byte[16];
    id[0] = 1;
    return new Upload(
        id,
        new Producer(
            "shop",
            "i-1",
            List.of(new Runtime(Language.JAVA, "OpenJDK", "17")),
            "0.1.0",
            List.of(new Label("env", "prod"))),
        tree.toProfile(new Window(1, 1), totals, ProcessStatistics.none(), null));
  }
}
