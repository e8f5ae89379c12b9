package io.tandemprofiler.collector.query;

import static io.tandemprofiler.collector.query.FlameTrees.paths;
import static io.tandemprofiler.collector.query.FlameTrees.question;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tandemprofiler.collector.Uploads;
import io.tandemprofiler.collector.store.InMemoryProfileStore;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.Series;
import io.tandemprofiler.model.Upload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** The merge against one that follows every path by its name. */
final class FlameTreePropertiesTest {
  private static final double ROUNDING = 1e-6;

  @Property(tries = 300)
  void find_equalsASumByPath(@ForAll("uploads") List<Uploads> uploads) {
    FlameTree tree = find(uploads, 0, 1_000_000);
    Map<String, Long> expected = new TreeMap<>();
    for (Uploads upload : uploads) {
      samplesByPath(upload.build())
          .forEach((path, count) -> expected.merge(path, count, Long::sum));
    }
    assertThat(samplesByPath(tree)).isEqualTo(expected);
    assertThat(Arrays.stream(tree.selfValues()).sum()).isCloseTo(tree.total(), within(ROUNDING));
    assertThat(Arrays.stream(tree.selfSamples()).sum()).isEqualTo(tree.samples());
  }

  @Property(tries = 300)
  void find_losesNothingToPruning(
      @ForAll("uploads") List<Uploads> uploads,
      @ForAll @DoubleRange(max = 1) double minShare,
      @ForAll @IntRange(min = 1, max = 20) int maxNodes) {
    FlameTree whole = find(uploads, 0, 1_000_000);
    FlameTree pruned = find(uploads, minShare, maxNodes);

    assertThat(Arrays.stream(pruned.selfSamples()).sum()).isEqualTo(whole.samples());
    assertThat(Arrays.stream(pruned.selfValues()).sum()).isCloseTo(whole.total(), within(ROUNDING));
    Map<String, Long> all = samplesByPath(whole);
    Map<String, Long> named = samplesByPath(pruned);
    named.keySet().removeIf(path -> path.endsWith("<other>"));
    assertThat(all).containsAllEntriesOf(named);
    assertThat(paths(pruned).stream().filter(path -> !path.contains("<other>")))
        .hasSizeLessThanOrEqualTo(maxNodes + 1);
  }

  @Provide
  Arbitrary<List<Uploads>> uploads() {
    Arbitrary<String> stack =
        Arbitraries.of("a", "b", "c", "d")
            .list()
            .ofMaxSize(6)
            .map(names -> String.join(";", names));
    Arbitrary<String> counted =
        Combinators.combine(stack, Arbitraries.integers().between(1, 1000))
            .as((names, samples) -> names + " " + samples);
    Arbitrary<String[]> stacks = counted.array(String[].class).ofMinSize(1).ofMaxSize(12);
    return Combinators.combine(stacks, Arbitraries.longs().between(0, 1_000_000))
        .as(Part::new)
        .list()
        .ofMaxSize(5)
        .map(FlameTreePropertiesTest::uploads);
  }

  private static List<Uploads> uploads(List<Part> parts) {
    List<Uploads> uploads = new ArrayList<>();
    for (Part part : parts) {
      uploads.add(Uploads.upload(uploads.size()).cpu(part.total(), part.stacks()));
    }
    return uploads;
  }

  private static FlameTree find(List<Uploads> uploads, double minShare, int maxNodes) {
    InMemoryProfileStore store = new InMemoryProfileStore();
    uploads.forEach(upload -> store.append("default", upload.build(), upload.bytes()).join());
    return FlameTree.find(store, question(Measure.CPU_TIME, minShare, maxNodes));
  }

  private static Map<String, Long> samplesByPath(Upload upload) {
    var profile = upload.profile();
    List<String> byNode = new ArrayList<>(List.of(""));
    List<String> open = new ArrayList<>();
    for (int node = 1; node < profile.nodes(); node++) {
      int caller = open.size() - profile.ascent(node);
      open.subList(caller, open.size()).clear();
      open.add(profile.frames().get(profile.frameIndex(node)).function());
      byNode.add(String.join(";", open));
    }
    Map<String, Long> samples = new TreeMap<>();
    for (Series series : profile.series()) {
      for (int i = 0; i < series.size(); i++) {
        samples.merge(byNode.get(series.node(i)), series.samples(i), Long::sum);
      }
    }
    return samples;
  }

  private static Map<String, Long> samplesByPath(FlameTree tree) {
    Map<String, Long> samples = new TreeMap<>();
    for (String path : paths(tree)) {
      String[] words = path.split(" ", -1);
      if (!words[1].equals("0")) {
        samples.put(words[0], Long.parseLong(words[1]));
      }
    }
    return samples;
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Part(String[] stacks, long total) {}
}
