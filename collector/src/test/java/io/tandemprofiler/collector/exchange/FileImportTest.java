package io.tandemprofiler.collector.exchange;

import static io.tandemprofiler.collector.Uploads.upload;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandemprofiler.collector.Program;
import io.tandemprofiler.collector.exchange.FileImport.Imported;
import io.tandemprofiler.collector.query.FlameQuestion;
import io.tandemprofiler.collector.query.FlameTree;
import io.tandemprofiler.collector.store.InMemoryProfileStore;
import io.tandemprofiler.collector.store.ProfileSelection;
import io.tandemprofiler.collector.store.ProfileStore;
import io.tandemprofiler.model.Label;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.Sampler;
import io.tandemprofiler.model.ThreadState;
import io.tandemprofiler.model.Window;
import io.tandemprofiler.wire.UploadText;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FileImportTest {
  private static final long NOW = 1_790_000_000_000L;

  @TempDir private Path folder;

  @Test
  void collapsed_becomesSamplesOfOneMinute() throws Exception {
    Imported imported = one("main;parse 3\nmain;render 1\n\nmain;parse 2");
    assertThat(imported.upload().profile().window()).isEqualTo(new Window(NOW, 60_000));
    assertThat(imported.upload().profile().statistics().sampler()).isEqualTo(Sampler.IMPORT);
    assertThat(imported.upload().producer().instance()).isEqualTo("import");
    assertThat(imported.upload().producer().labels()).containsExactly(new Label("version", "1"));
    assertThat(collapsed(Measure.SAMPLES, imported)).isEqualTo("main;parse 5\nmain;render 1\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          java/lang/Thread.run_[j];com/acme/Cart$Line.total_[0] | java.lang.Thread.run;com.acme.Cart$Line.total
          com/acme/Lambda$$Lambda$14/0x00007f.run               | com.acme.Lambda$$Lambda.run
          total (shop/cart.py:12);<module> (/home/ann/shop.py:1)| total;<module>
          [worker-7 tid=4242];main;read_[k]                     | main;read
          process 77:"/home/ann/app";thread (0x7f12): "Ann";go  | go
          /usr/lib/libc-2.31.so;github.com/acme/shop.(*T).Do    | libc-2.31.so!<unknown>;github.com/acme/shop.(*T).Do
          C:\\Users\\ann\\app.exe                               | app.exe!<unknown>
          """)
  void names_keepNoPathAndNoThread(String stack, String kept) throws Exception {
    String text = collapsed(Measure.SAMPLES, one(stack.strip() + " 1"));
    assertThat(text).isEqualTo(kept + " 1\n");
  }

  @Test
  void pprof_thatWasExportedIsTheSame() throws Exception {
    ProfileStore store = new InMemoryProfileStore();
    var exported = upload(1).at(5000).lasting(30_000).cpu(900, "main;parse 2", "main;walk;walk 7");
    store.append("default", exported.build(), exported.bytes()).join();
    byte[] pprof = PprofExport.write(Measure.CPU_TIME, tree(store, Measure.CPU_TIME));
    Imported imported = one(pprof, null);
    assertThat(imported.upload().profile().window()).isEqualTo(new Window(5000, 30_000));
    assertThat(collapsed(Measure.CPU_TIME, imported))
        .isEqualTo("Shop.main;Shop.parse 200\nShop.main;Shop.walk;Shop.walk 700\n");
    assertThat(imported.upload().profile().series().get(0).totalSamples()).isEqualTo(9);
  }

  @Test
  void pprof_dropsWhatIsNeitherNameCountNorTime() throws Exception {
    ProtobufWriter out = new ProtobufWriter();
    out.message(1, new ProtobufWriter().number(1, 1).number(2, 2)); // cpu, nanoseconds
    ProtobufWriter label = new ProtobufWriter().number(1, 6).number(2, 7); // thread_name
    out.message(2, new ProtobufWriter().packed(1, 1).packed(2, 30_000_000).message(3, label));
    out.message(3, new ProtobufWriter().number(1, 1).number(5, 5)); // a mapping and its file
    ProtobufWriter line = new ProtobufWriter().number(1, 1).number(2, 42);
    out.message(4, new ProtobufWriter().number(1, 1).number(3, 0xBEEF).message(4, line));
    out.message(5, new ProtobufWriter().number(1, 1).number(2, 3).number(4, 4));
    for (String text :
        List.of(
            "",
            "cpu",
            "nanoseconds",
            "main.run",
            "/home/ann/main.go",
            "/home/ann/a.out",
            "thread_name",
            "secret-7",
            "a secret comment")) {
      out.text(6, text);
    }
    out.number(13, 8);
    Imported imported = one(out.toBytes(), null);
    String said = UploadText.of(imported.upload());
    assertThat(said).contains("main.run", "42").doesNotContain("ann", "secret", "thread_name");
    assertThat(collapsed(Measure.CPU_TIME, imported)).isEqualTo("main.run 30000\n");
    assertThat(imported.upload().profile().series().get(0).totalSamples()).isEqualTo(3);
  }

  @Test
  void jfr_becomesWhatItsStacksAreWorth() throws Exception {
    Imported imported = new FileImport("shop", labels(), null, recording(), NOW).read().get(0);
    String said = UploadText.of(imported.upload());
    assertThat(collapsed(Measure.ALLOCATED_BYTES, imported))
        .contains("io.tandemprofiler.collector.exchange.FileImportTest.allocate");
    assertThat(said)
        .doesNotContain("secret-property", "a secret thread", folder.toString())
        .contains("allocate");
  }

  @ParameterizedTest
  @CsvSource({"'wall=10ms', 10000", "'event=wall,interval=20ms', 20000"})
  void jfr_ofWallTimeKeepsItsStates(String settings, long micros) throws Exception {
    Imported imported = one(wallRecording(settings), null);
    String compute = "io.tandemprofiler.collector.exchange.WallRecording.compute";
    String idle = "io.tandemprofiler.collector.exchange.WallRecording.idle";
    assertThat(collapsed(Measure.WALL_TIME, Set.of(ThreadState.RUNNING), imported))
        .contains(compute)
        .doesNotContain(idle);
    assertThat(collapsed(Measure.WALL_TIME, Set.of(ThreadState.UNSPECIFIED), imported))
        .contains(idle);
    assertThat(imported.upload().profile().series())
        .isNotEmpty()
        .allSatisfy(
            series -> {
              assertThat(series.key().measure()).isEqualTo(Measure.WALL_TIME);
              assertThat(series.total().totalValue()).isEqualTo(series.totalSamples() * micros);
            });
    assertThat(UploadText.of(imported.upload())).doesNotContain("secret");
  }

  private byte[] wallRecording(String settings) throws Exception {
    Path file = folder.resolve("wall.jfr");
    Path errors = folder.resolve("errors");
    try (Program program = Program.start(errors, WallRecording.class, settings, file.toString())) {
      assertThat(program.rest()).as(Files.readString(errors)).contains("recorded");
      assertThat(program.exitCode()).isZero();
    }
    return Files.readAllBytes(file);
  }

  @Test
  void files_areTheSameUploadsEachTime() throws Exception {
    Imported first = one("main 1");
    Imported again =
        new FileImport("shop", labels(), null, "main 1".getBytes(UTF_8), NOW + 7).read().get(0);
    assertThat(again.upload().profileId()).isEqualTo(first.upload().profileId());
    assertThat(one("main 2").upload().profileId()).isNotEqualTo(first.upload().profileId());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          main            | line 1 is not 'caller;callee count'
          main 1~main 0   | line 2 is not 'caller;callee count'
          main 1~main -7  | line 2 is not 'caller;callee count'
          main 9223372036854775807~main 1 | the counts of SAMPLES UNSPECIFIED add up to more than 2^63 - 1
          """)
  void collapsed_isRefusedWithTheLine(String text, String reason) {
    assertThatThrownBy(() -> one(text.replace('~', '\n')))
        .isInstanceOf(ImportException.class)
        .hasMessage(reason);
  }

  @Test
  void emptyFiles_areRefused() {
    assertThatThrownBy(() -> one("")).hasMessage("the file holds no stack");
    assertThatThrownBy(() -> one(new byte[0], FileFormat.PPROF))
        .hasMessageStartingWith("none of its values is");
  }

  @Test
  void gzip_isStoppedWhileItInflates() throws IOException {
    byte[] bomb = gzip(new byte[FileImport.MAX_BYTES + 1]);
    assertThat(bomb.length).isLessThan(1 << 20);
    assertThatThrownBy(() -> one(bomb, null))
        .isInstanceOf(ImportException.class)
        .hasMessage("the file has more than 67108864 bytes inflated");
    assertThatThrownBy(() -> one(Arrays.copyOf(bomb, 99), null))
        .isInstanceOf(ImportException.class)
        .hasMessageStartingWith("not gzip: ");
  }

  /** A few kilobytes that would be 2^40 frames. */
  @Test
  void pprof_ofStacksWithoutEndIsRefused() {
    ProtobufWriter location = new ProtobufWriter().number(1, 1);
    for (int i = 0; i < 1 << 14; i++) {
      location.message(4, new ProtobufWriter().number(1, 1));
    }
    long[] calls = new long[1 << 14];
    Arrays.fill(calls, 1);
    assertThatThrownBy(() -> one(pprof("cpu", "nanoseconds", location, calls, 1), null))
        .isInstanceOf(ImportException.class)
        .hasMessage("a stack has more than 100000 frames");
    assertThatThrownBy(
            () -> one(pprof("cpu", "nanoseconds", location, new long[1_000_001], 1), null))
        .isInstanceOf(ImportException.class)
        .hasMessage("a list has more than 1000000 numbers");
    assertThatThrownBy(() -> one(";".repeat(100_000) + "main 1"))
        .isInstanceOf(ImportException.class)
        .hasMessage("a stack has more than 100000 frames");
  }

  @Test
  void pprof_withoutPeriodCountsAHundredSamplesASecond() throws Exception {
    ProtobufWriter line = new ProtobufWriter().number(1, 1);
    ProtobufWriter location = new ProtobufWriter().number(1, 1).message(4, line);
    Imported seconds = one(pprof("cpu", "seconds", location, new long[] {1}, 3), null);
    assertThat(seconds.upload().profile().series().get(0).totalSamples()).isBetween(1L, 300L);
    Imported nanos = one(pprof("cpu", "nanoseconds", location, new long[] {1}, 30_000_000), null);
    assertThat(nanos.upload().profile().series().get(0).totalSamples()).isEqualTo(3);
  }

  /** One sample of one value. */
  private static byte[] pprof(
      String type, String unit, ProtobufWriter location, long[] calls, long value) {
    ProtobufWriter out = new ProtobufWriter();
    out.message(1, new ProtobufWriter().number(1, 1).number(2, 2));
    out.message(2, new ProtobufWriter().packed(1, calls).packed(2, value));
    out.message(4, location);
    out.message(5, new ProtobufWriter().number(1, 1).number(2, 3));
    for (String text : List.of("", type, unit, "main")) {
      out.text(6, text);
    }
    return out.toBytes();
  }

  /** Bytes flipped and cut at random: read, or refused with a reason, and nothing else. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void pprof_thatIsBrokenIsRefused(long seed) throws Exception {
    ProfileStore store = new InMemoryProfileStore();
    var exported = upload(1).cpu(900, "main;parse 2", "main;walk;walk 7", "main;a;b;c;d 9");
    store.append("default", exported.build(), exported.bytes()).join();
    byte[] whole =
        new GZIPInputStream(
                new ByteArrayInputStream(
                    PprofExport.write(Measure.CPU_TIME, tree(store, Measure.CPU_TIME))))
            .readAllBytes();
    Random random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < 500; i++) {
      byte[] broken = Arrays.copyOf(whole, whole.length - random.nextInt(20));
      broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        new FileImport("shop", labels(), FileFormat.PPROF, broken, NOW).read();
      } catch (ImportException e) {
        assertThat(e.getMessage()).isNotBlank();
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void jfr_keepsTheNamesOfServicesAndLabels() throws Exception {
    Label label = new Label("st=adt", "Köln +1");
    Imported imported =
        new FileImport("Läden %41", List.of(label), null, recording(), NOW).read().get(0);
    assertThat(imported.upload().producer().service()).isEqualTo("Läden %41");
    assertThat(imported.upload().producer().labels()).containsExactly(label);
  }

  @Test
  void jfr_thatIsBrokenIsRefused() throws Exception {
    byte[] whole = recording();
    byte[] cut = Arrays.copyOf(whole, whole.length / 2);
    assertThatThrownBy(() -> one(cut, null))
        .isInstanceOf(ImportException.class)
        .hasMessageMatching("not a recording that this JDK can read: \\w+|the file holds no stack");
    byte[] hostile = whole.clone();
    Arrays.fill(hostile, 68, hostile.length, (byte) 0x7F);
    assertThatThrownBy(() -> one(hostile, null)).isInstanceOf(ImportException.class);
  }

  /** Allocates outside of thread-local buffers: each such array is one event, with its stack. */
  private byte[] recording() throws Exception {
    System.setProperty("secret-property", "secret-property");
    Path file = folder.resolve("shop.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.ObjectAllocationOutsideTLAB").withStackTrace();
      recording.enable("jdk.InitialSystemProperty");
      recording.start();
      Thread thread = new Thread(FileImportTest::allocate, "a secret thread");
      thread.start();
      thread.join();
      recording.stop();
      recording.dump(file);
    }
    return Files.readAllBytes(file);
  }

  @SuppressWarnings("unused") // written, so that nothing is optimised away
  private static volatile Object kept;

  private static void allocate() {
    for (int i = 0; i < 20; i++) {
      kept = new byte[8 << 20];
    }
  }

  private static Imported one(String text) throws IOException, ImportException {
    return one(text.getBytes(UTF_8), FileFormat.COLLAPSED);
  }

  private static Imported one(byte[] content, FileFormat format)
      throws IOException, ImportException {
    List<Imported> all = new FileImport("shop", labels(), format, content, NOW).read();
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  private static List<Label> labels() {
    return List.of(new Label("version", "1"));
  }

  private static String collapsed(Measure measure, Imported imported) {
    return collapsed(measure, Set.of(), imported);
  }

  private static String collapsed(Measure measure, Set<ThreadState> states, Imported imported) {
    ProfileStore store = new InMemoryProfileStore();
    store.append("default", imported.upload(), imported.bytes()).join();
    return new String(CollapsedExport.write(tree(store, measure, states)), UTF_8);
  }

  private static FlameTree tree(ProfileStore store, Measure measure) {
    return tree(store, measure, Set.of());
  }

  private static FlameTree tree(ProfileStore store, Measure measure, Set<ThreadState> states) {
    return FlameTree.find(
        store,
        new FlameQuestion(
            new ProfileSelection("default", "shop", 0, Long.MAX_VALUE, Map.of()),
            measure,
            states,
            0,
            100_000));
  }

  private static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
