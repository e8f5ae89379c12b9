package io.tandemprofiler.collector.exchange;

import static io.tandemprofiler.collector.Uploads.upload;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tandemprofiler.collector.Uploads;
import io.tandemprofiler.collector.query.FlameQuestion;
import io.tandemprofiler.collector.query.FlameTree;
import io.tandemprofiler.collector.store.InMemoryProfileStore;
import io.tandemprofiler.collector.store.ProfileSelection;
import io.tandemprofiler.collector.store.ProfileStore;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.Measure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExportTest {
  private static final FlameTree TREE =
      tree(upload(1).at(1000).cpu(1_000_000, "main;parse 2", "main;parse;lex 1"));

  @TempDir private Path folder;

  @Test
  void collapsed_isALineForEachPath() {
    assertThat(new String(CollapsedExport.write(TREE), UTF_8))
        .isEqualTo("Shop.main;Shop.parse 666667\nShop.main;Shop.parse;Shop.lex 333333\n");
  }

  @Test
  void collapsed_keepsFramesAndLinesApart() {
    FlameTree tree = tree(upload(1).language(Language.PYTHON).cpu(10, "a\tb\u2028c 1"));
    assertThat(new String(CollapsedExport.write(tree), UTF_8)).isEqualTo("Shop.a_b_c 10\n");
  }

  /** Go's own pprof reads it, as whoever exports it will. */
  @Test
  void pprof_opensInGoToolPprof() throws IOException, InterruptedException {
    Path file =
        Files.write(folder.resolve("shop.pb.gz"), PprofExport.write(Measure.CPU_TIME, TREE));
    String top = run("go", "tool", "pprof", "-top", "-symbolize=none", file.toString());
    assertThat(top)
        .contains("Type: cpu", "Duration: 10s, Total samples = 1000ms")
        .containsPattern("666\\.67ms 66\\.67% 66\\.67%\\s+1000ms\\s+100%\\s+Shop\\.parse")
        .containsPattern("333\\.33ms 33\\.33%\\s+100%\\s+333\\.33ms 33\\.33%\\s+Shop\\.lex")
        .containsPattern("0\\s+0%\\s+100%\\s+1000ms\\s+100%\\s+Shop\\.main");
    String counted = run("go", "tool", "pprof", "-top", "-sample_index=samples", file.toString());
    assertThat(counted).contains("Showing nodes accounting for 3, 100% of 3 total");
  }

  @Test
  void speedscope_isOneSampledProfile() throws IOException {
    byte[] json = SpeedscopeExport.write("shop", Measure.CPU_TIME, TREE);
    assertThat(new ObjectMapper().readTree(json).get("shared").toString())
        .isEqualTo(
            "{\"frames\":[{\"name\":\"Shop.main\"},{\"name\":\"Shop.parse\"},"
                + "{\"name\":\"Shop.lex\"}]}");
    assertThat(new ObjectMapper().readTree(json).get("profiles").get(0).get("samples").toString())
        .isEqualTo("[[0,1],[0,1,2]]");
    assertThat(new ObjectMapper().readTree(json).get("profiles").get(0).get("unit").asText())
        .isEqualTo("microseconds");
  }

  private String run(String... command) throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PPROF_TMPDIR", folder.toString());
    int code = builder.redirectOutput(out.toFile()).start().waitFor();
    String said = Files.readString(out);
    assertThat(code).as(said).isZero();
    return said;
  }

  private static FlameTree tree(Uploads upload) {
    ProfileStore store = new InMemoryProfileStore();
    store.append("default", upload.build(), upload.bytes()).join();
    return FlameTree.find(
        store,
        new FlameQuestion(
            new ProfileSelection("default", "shop", 0, Long.MAX_VALUE, Map.of()),
            Measure.CPU_TIME,
            Set.of(),
            0,
            100));
  }
}
