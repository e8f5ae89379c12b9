package io.tandemprofiler.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnknownFieldSet;
import io.tandemprofiler.proto.v1.AgentCost;
import io.tandemprofiler.proto.v1.CallTree;
import io.tandemprofiler.proto.v1.Drop;
import io.tandemprofiler.proto.v1.DropKind;
import io.tandemprofiler.proto.v1.DropReason;
import io.tandemprofiler.proto.v1.FrameTable;
import io.tandemprofiler.proto.v1.Gauge;
import io.tandemprofiler.proto.v1.HeapCount;
import io.tandemprofiler.proto.v1.HeapSummary;
import io.tandemprofiler.proto.v1.Label;
import io.tandemprofiler.proto.v1.Language;
import io.tandemprofiler.proto.v1.LineHits;
import io.tandemprofiler.proto.v1.Measure;
import io.tandemprofiler.proto.v1.ProcessStatistics;
import io.tandemprofiler.proto.v1.Producer;
import io.tandemprofiler.proto.v1.Profile;
import io.tandemprofiler.proto.v1.Runtime;
import io.tandemprofiler.proto.v1.Series;
import io.tandemprofiler.proto.v1.ThreadState;
import io.tandemprofiler.proto.v1.Upload;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Breaks one rule at a time in a good upload, with the generated classes, and reads the refusal.
 */
class RefusalTest {
  private static final byte[] ID = new byte[16];

  static {
    ID[15] = 1;
  }

  /** main;parse (3 CPU samples, line 7), main;render (1 allocation); heap of two classes. */
  private static Upload.Builder good() {
    Upload.Builder upload =
        Upload.newBuilder().setFormatRevision(1).setProfileId(ByteString.copyFrom(ID));
    upload
        .getProducerBuilder()
        .setService("shop")
        .setInstance("i-1")
        .setAgentVersion("0.1.0")
        .addRuntimes(Runtime.newBuilder().setLanguage(Language.LANGUAGE_JAVA).setName("OpenJDK"))
        .addLabels(Label.newBuilder().setName("a").setValue("1"))
        .addLabels(Label.newBuilder().setName("b"));
    Profile.Builder profile = upload.getProfileBuilder().setStartMillis(1000).setDurationMillis(10);
    profile.addAllStrings(Arrays.asList("", "App", "main", "parse", "render", "byte[]", "char[]"));
    profile
        .getFramesBuilder()
        .addAllLanguages(java.util.Collections.nCopies(3, Language.LANGUAGE_JAVA))
        .addAllOwnerIndexes(Arrays.asList(1, 1, 1))
        .addAllFunctionIndexes(Arrays.asList(2, 3, 4));
    profile
        .getTreeBuilder()
        .addAllAscents(Arrays.asList(0, 0, 1))
        .addAllFrameIndexes(Arrays.asList(0, 1, 2));
    profile.addSeries(
        Series.newBuilder()
            .setMeasure(Measure.MEASURE_CPU_TIME)
            .setState(ThreadState.THREAD_STATE_RUNNING)
            .setPeriod(20_000)
            .setTotalValue(60_000)
            .addNodeDeltas(2)
            .addSamples(3));
    profile.addSeries(
        Series.newBuilder()
            .setMeasure(Measure.MEASURE_ALLOCATED_BYTES)
            .setTotalValue(512)
            .addNodeDeltas(3)
            .addSamples(1)
            .addValues(512));
    profile.addLineHits(
        LineHits.newBuilder()
            .setMeasure(Measure.MEASURE_CPU_TIME)
            .addFrameDeltas(1)
            .addLines(7)
            .addSelfSamples(3)
            .addTotalSamples(3));
    profile.setStatistics(
        ProcessStatistics.newBuilder()
            .setThreads(Gauge.newBuilder().setMean(2).setPeak(3))
            .setAgent(AgentCost.newBuilder().addDrops(drop(DropReason.DROP_REASON_QUEUE_FULL))));
    profile.setHeap(
        HeapSummary.newBuilder()
            .setTakenMillis(1010)
            .setCount(HeapCount.HEAP_COUNT_ALL_OBJECTS)
            .addAllClassIndexes(Arrays.asList(5, 6))
            .addAllObjects(Arrays.asList(2L, 3L))
            .addAllBytes(Arrays.asList(64L, 32L)));
    return upload;
  }

  private static Drop drop(DropReason reason) {
    return Drop.newBuilder()
        .setKind(DropKind.DROP_KIND_UPLOAD)
        .setReason(reason)
        .setCount(1)
        .build();
  }

  @Test
  void read_takesTheGoodUpload() throws Exception {
    assertThat(UploadWriter.write(UploadReader.read(bytes(good())))).isEqualTo(bytes(good()));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("broken")
  void read_citesTheRule(String rule, String what, Consumer<Upload.Builder> fault)
      throws IOException {
    Upload.Builder upload = good();
    fault.accept(upload);
    assertThat(refusal(bytes(upload)).rule()).isEqualTo(rule);
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        upload("R7", "revision 2", u -> u.setFormatRevision(2)),
        upload("R7", "no revision", u -> u.clearFormatRevision()),
        upload("R8", "short id", u -> u.setProfileId(ByteString.copyFromUtf8("x"))),
        upload("R8", "zero id", u -> u.setProfileId(ByteString.copyFrom(new byte[16]))),
        upload("R9", "no producer", u -> u.clearProducer()),
        producer("R9", "no service", p -> p.clearService()),
        producer("R9", "control in instance", p -> p.setInstance("a\nb")),
        producer("R9", "no runtime", p -> p.clearRuntimes()),
        producer("R9", "runtime twice", p -> p.addRuntimes(p.getRuntimes(0))),
        producer("R10", "label without name", p -> p.getLabelsBuilder(0).clearName()),
        producer("R10", "label twice", p -> p.addLabels(p.getLabels(1))),
        producer("R10", "control in label", p -> p.getLabelsBuilder(1).setValue("\u0000")),
        producer("R10", "33 labels", RefusalTest::addLabels),
        profile("R11", "no duration", p -> p.clearDurationMillis()),
        profile("R11", "over an hour", p -> p.setDurationMillis(3_600_001)),
        profile("R11", "no start", p -> p.clearStartMillis()),
        profile("R5", "a text too long", p -> p.setStrings(2, "x".repeat(513))),
        profile("R12", "string twice", p -> p.setStrings(4, "parse")),
        profile("R12", "string unused", p -> p.addStrings("spare")),
        profile("R12", "first not empty", p -> p.setStrings(0, "x")),
        profile("R12", "another empty", p -> p.setStrings(6, "")),
        profile("R12", "no strings", p -> p.clearStrings()),
        profile("R12", "out of range", p -> p.getFramesBuilder().setOwnerIndexes(0, 9)),
        profile("R12", "out of order", p -> p.getFramesBuilder().setOwnerIndexes(0, 2)),
        profile("R13", "column short", p -> p.getFramesBuilder().addOwnerIndexes(1)),
        profile("R13", "no function", p -> p.getFramesBuilder().setFunctionIndexes(0, 0)),
        profile("R13", "frame twice", p -> p.getFramesBuilder().setFunctionIndexes(1, 2)),
        profile("R13", "no language", p -> p.getFramesBuilder().setLanguagesValue(0, 0)),
        profile("R29", "library's path", p -> library(p, 1, "/usr/lib/libz.so")),
        profile("R29", "path for a symbol", p -> library(p, 2, "/usr/lib/libz.so")),
        profile("R29", "library drawn at run time", p -> library(p, 1, "libz-1a2b3c4d.so")),
        profile("R29", "library in memory", p -> library(p, 1, "/memfd:libz.so")),
        profile("R29", "symbol of no library", p -> library(p, 1, "<generated>")),
        profile("R33", "words for a method", p -> p.setStrings(2, "adds two numbers")),
        profile("R27", "a lambda's number", p -> p.setStrings(1, "App$$Lambda$14")),
        profile("R27", "a file for a class", p -> p.setStrings(1, "/srv/App.java")),
        profile("R28", "a file for a module", p -> python(p, "/srv/app.py")),
        profile("R28", "a file of Windows", p -> python(p, "app\\cart.py")),
        profile("R28", "the main module of a child", p -> python(p, "__mp_main__")),
        profile("R13", "frame unused", p -> addFrame(p)),
        profile("R13", "frame out of order", p -> p.getTreeBuilder().setFrameIndexes(0, 1)),
        profile("R14", "column short", p -> p.getTreeBuilder().addAscents(0)),
        profile("R14", "above the root", p -> p.getTreeBuilder().setAscents(2, 3)),
        profile("R14", "first goes up", p -> p.getTreeBuilder().setAscents(0, 1)),
        profile("R15", "siblings equal", p -> p.getTreeBuilder().setFrameIndexes(2, 1)),
        profile("R16", "too deep", RefusalTest::tooDeep),
        profile("R16", "<truncated> inside", p -> truncatedInside(p)),
        profile("R18", "leaf without samples", p -> p.removeSeries(1)),
        series("R19", "no measure", s -> s.clearMeasure()),
        series("R19", "no entries", s -> s.clearNodeDeltas().clearSamples()),
        series("R19", "column short", s -> s.addSamples(1)),
        profile("R19", "series twice", p -> p.addSeries(1, p.getSeries(0))),
        series("R20", "CPU that waits", s -> s.setState(ThreadState.THREAD_STATE_WAITING)),
        series("R21", "no such node", s -> s.setNodeDeltas(0, 4)),
        series("R21", "node twice", s -> s.addNodeDeltas(0).addSamples(1)),
        series("R21", "no samples", s -> s.setSamples(0, 0)),
        series(
            "R21",
            "sum too large",
            s -> s.addNodeDeltas(1).addSamples(1).setSamples(0, Long.MAX_VALUE)),
        series("R22", "values of CPU", s -> s.addValues(1)),
        profile("R22", "no values", p -> p.getSeriesBuilder(1).clearValues()),
        profile("R22", "wrong total", p -> p.getSeriesBuilder(1).setTotalValue(511)),
        series("R6", "negative", s -> s.setPeriod(-1)),
        series("R6", "huge node", s -> s.setNodeDeltas(0, -1)),
        lines("R23", "no measure", l -> l.clearMeasure()),
        lines("R23", "no series", l -> l.setMeasure(Measure.MEASURE_WALL_TIME)),
        lines("R23", "column short", l -> l.addLines(9)),
        profile("R23", "lines twice", p -> p.addLineHits(p.getLineHits(0))),
        lines("R24", "no line", l -> l.setLines(0, 0)),
        lines("R24", "no such frame", l -> l.setFrameDeltas(0, 3)),
        lines("R24", "self above total", l -> l.setSelfSamples(0, 4)),
        lines("R24", "more than all", l -> l.setTotalSamples(0, 4)),
        lines("R24", "line twice", l -> addLine(l, 7)),
        statistics("R25", "peak below mean", s -> s.getThreadsBuilder().setPeak(1)),
        statistics(
            "R25", "drop of nothing", s -> s.getAgentBuilder().getDropsBuilder(0).clearCount()),
        statistics(
            "R25", "drop twice", s -> s.getAgentBuilder().addDrops(s.getAgent().getDrops(0))),
        heap("R26", "not said how", h -> h.clearCount()),
        heap("R26", "column short", h -> h.addObjects(1)),
        heap("R26", "no objects", h -> h.setObjects(0, 0)),
        heap("R26", "out of order", h -> h.setBytes(0, 31)),
        heap("R26", "after the window", h -> h.setTakenMillis(1011)),
        profile("R40", "an array's descriptor", p -> p.setStrings(5, "[B")),
        profile("R40", "a hidden class", p -> p.setStrings(5, "App/0x08")),
        heap("R26", "half a remainder", h -> h.setOtherBytes(1)),
        profile("R3", "measure 99", p -> p.getSeriesBuilder(0).setMeasureValue(99)),
        profile("R3", "language 99", p -> p.getFramesBuilder().setLanguagesValue(0, 99)),
        upload("R3", "field 12", u -> u.setUnknownFields(field(12))),
        profile("R3", "field 99 of profile", p -> p.setUnknownFields(field(99))));
  }

  @Test
  void read_saysWhatANewerReaderMightKnow() throws IOException {
    Upload.Builder upload = good();
    upload.getProfileBuilder().setUnknownFields(field(99));
    RefusedException refused = refusal(bytes(upload));
    assertThat(refused.unknown()).isTrue();
    assertThat(refused).hasMessage("R3: field 99 of Profile is not known");
  }

  @Test
  void read_refusesWhatIsNotCanonical() throws IOException {
    byte[] good = bytes(good());
    assertThat(rule(0x08, 0x81, 0x00)).isEqualTo("R4"); // 1 in two bytes
    assertThat(rule(0x08, 0x01, 0x08, 0x01)).isEqualTo("R4"); // a field twice
    assertThat(rule(0x08, 0x00)).isEqualTo("R4"); // zero, and there
    assertThat(rule(0x1A, 0x00)).isEqualTo("R4"); // an empty message, and there
    assertThat(refusal(concat(good, new byte[] {0x08, 0x01})).rule()).isEqualTo("R4");
  }

  @Test
  void read_refusesWhatDoesNotParse() {
    assertThat(rule(0x0D, 1, 2, 3, 4)).isEqualTo("R2"); // a fixed32
    assertThat(rule(0x12, 0x7F, 1)).isEqualTo("R2"); // longer than what is left
    assertThat(rule(0x08, 0x80)).isEqualTo("R2"); // ends inside an integer
    assertThat(rule(0x00)).isEqualTo("R2"); // field 0
    assertThat(rule(0x08, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1)).isEqualTo("R2");
  }

  @Test
  void read_refusesMoreEntriesThanATableMayHave() throws IOException {
    Upload.Builder upload = good();
    upload
        .getProfileBuilder()
        .getTreeBuilder()
        .addAllAscents(java.util.Collections.nCopies(1_000_000, 0));
    assertThat(refusal(bytes(upload)).rule()).isEqualTo("R32");
  }

  @Test
  void read_refusesAColumnThatIsNotPacked() {
    // Upload.profile { tree { ascents: 0 as a single varint } }
    assertThat(rule(0x22, 0x04, 0x2A, 0x02, 0x08, 0x00)).isEqualTo("R4");
  }

  private static void addLabels(Producer.Builder producer) {
    for (int i = 10; i < 41; i++) {
      producer.addLabels(Label.newBuilder().setName("c" + i));
    }
  }

  private static void library(Profile.Builder profile, int string, String name) {
    profile.setStrings(string, name).getFramesBuilder().setLanguagesValue(0, 3);
  }

  private static void python(Profile.Builder profile, String owner) {
    profile.setStrings(1, owner).getFramesBuilder().setLanguagesValue(0, 2).setLanguagesValue(1, 2);
  }

  private static void addFrame(Profile.Builder profile) {
    FrameTable.Builder frames = profile.getFramesBuilder();
    frames.addLanguages(Language.LANGUAGE_PYTHON).addOwnerIndexes(1).addFunctionIndexes(2);
  }

  private static void addLine(LineHits.Builder hits, int line) {
    hits.addFrameDeltas(0).addLines(line).addSelfSamples(0).addTotalSamples(1);
  }

  private static void tooDeep(Profile.Builder profile) {
    CallTree.Builder tree = profile.getTreeBuilder();
    for (int i = 0; i < 4096; i++) {
      tree.addAscents(0).addFrameIndexes(0);
    }
  }

  private static void truncatedInside(Profile.Builder profile) {
    profile.setStrings(3, "<truncated>");
    profile.getFramesBuilder().setLanguagesValue(1, 0).setOwnerIndexes(1, 0);
  }

  private static UnknownFieldSet field(int number) {
    return UnknownFieldSet.newBuilder()
        .addField(number, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
        .build();
  }

  private static Arguments upload(String rule, String what, Consumer<Upload.Builder> fault) {
    return arguments(rule, what, fault);
  }

  private static Arguments producer(String rule, String what, Consumer<Producer.Builder> fault) {
    return upload(rule, what, u -> fault.accept(u.getProducerBuilder()));
  }

  private static Arguments profile(String rule, String what, Consumer<Profile.Builder> fault) {
    return upload(rule, what, u -> fault.accept(u.getProfileBuilder()));
  }

  private static Arguments series(String rule, String what, Consumer<Series.Builder> fault) {
    return profile(rule, what, p -> fault.accept(p.getSeriesBuilder(0)));
  }

  private static Arguments lines(String rule, String what, Consumer<LineHits.Builder> fault) {
    return profile(rule, what, p -> fault.accept(p.getLineHitsBuilder(0)));
  }

  private static Arguments statistics(
      String rule, String what, Consumer<ProcessStatistics.Builder> fault) {
    return profile(rule, what, p -> fault.accept(p.getStatisticsBuilder()));
  }

  private static Arguments heap(String rule, String what, Consumer<HeapSummary.Builder> fault) {
    return profile(rule, what, p -> fault.accept(p.getHeapBuilder()));
  }

  private static String rule(int... bytes) {
    byte[] upload = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      upload[i] = (byte) bytes[i];
    }
    return refusal(upload).rule();
  }

  private static RefusedException refusal(byte[] upload) {
    try {
      UploadReader.read(upload);
    } catch (RefusedException refused) {
      return refused;
    }
    throw new AssertionError("not refused");
  }

  private static byte[] bytes(Upload.Builder upload) throws IOException {
    Upload built = upload.build();
    byte[] bytes = new byte[built.getSerializedSize()];
    built.writeTo(CodedOutputStream.newInstance(bytes));
    return bytes;
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
