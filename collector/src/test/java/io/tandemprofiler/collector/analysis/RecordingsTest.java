package io.tandemprofiler.collector.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.collector.store.Finding;
import io.tandemprofiler.collector.store.InMemoryProfileStore;
import io.tandemprofiler.collector.store.ProfileSelection;
import io.tandemprofiler.collector.store.ProfileStore;
import io.tandemprofiler.collector.store.Resolution;
import io.tandemprofiler.wire.RefusedException;
import io.tandemprofiler.wire.UploadReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds each rule to what the agents recorded of its program: of the fault it fires, and no other
 * rule does; of the near miss none fires. {@code -Drecordings=FOLDER} judges others.
 */
final class RecordingsTest {
  private static final Path KEPT = Path.of("../rule-programs/recordings");
  private static final Path RECORDINGS = Path.of(System.getProperty("recordings", KEPT.toString()));
  private static final String TRIGGER = ".trigger.gz";
  private static final String NEAR_MISS = ".near-miss.gz";
  private static final Rules RULES = Rules.builtIn();

  /** What else is true of a program that shows a fault. */
  private static final Map<String, Set<String>> ALSO_TRUE =
      Map.of(
          "java-caller-location-logged", Set.of("java-logging-hot"),
          "java-logging-waits", Set.of("java-logging-hot"),
          "java-synchronized-collection-contended", Set.of("java-lock-contended"));

  @Test
  void everyRuleHasBothRecordings() throws IOException {
    Set<String> needed =
        RULES.rules().stream()
            .flatMap(rule -> Stream.of(rule.id() + TRIGGER, rule.id() + NEAR_MISS))
            .collect(Collectors.toSet());
    Set<String> recorded =
        Stream.concat(files(KEPT, TRIGGER).stream(), files(KEPT, NEAR_MISS).stream())
            .map(file -> file.getFileName().toString())
            .collect(Collectors.toSet());
    assertThat(recorded).isEqualTo(needed);
  }

  static List<Path> triggers() throws IOException {
    return files(RECORDINGS, TRIGGER);
  }

  static List<Path> nearMisses() throws IOException {
    return files(RECORDINGS, NEAR_MISS);
  }

  @ParameterizedTest
  @MethodSource("triggers")
  void fault_isFoundAndNoOther(Path recording) throws Exception {
    String rule = rule(recording);
    Set<String> fired = fired(recording);
    assertThat(fired).contains(rule);
    fired.removeAll(ALSO_TRUE.getOrDefault(rule, Set.of()));
    assertThat(fired).containsExactly(rule);
  }

  @ParameterizedTest
  @MethodSource("nearMisses")
  void nearMiss_isNoFault(Path recording) throws Exception {
    Set<String> fired = fired(recording);
    fired.removeAll(ALSO_TRUE.getOrDefault(rule(recording), Set.of()));
    assertThat(fired).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "shop-java, java-compression-dominates",
    "shop-python, python-difflib-hot",
    "shop-jep, java-compression-dominates"
  })
  void demosShop_isToldWhatIsTrueOfItAndNothingElse(String shop, String rule) throws Exception {
    assertThat(fired(KEPT.resolve(shop + ".gz"))).containsExactly(rule);
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  private static String rule(Path recording) {
    String name = recording.getFileName().toString();
    return name.substring(0, name.indexOf('.'));
  }

  /** The ids of the rules that fire, of all that come with the collector. */
  private static Set<String> fired(Path recording) throws Exception {
    try (ProfileStore store = new InMemoryProfileStore()) {
      append(recording, store);
      ProfileSelection all =
          new ProfileSelection("default", rule(recording), 0, Long.MAX_VALUE, Map.of());
      return new Recommendations(RULES.rules())
          .analyse(all, visitor -> store.scan(all, Resolution.PROFILE, visitor)).findings().stream()
              .map(Finding::rule)
              .collect(Collectors.toSet());
    }
  }

  private static void append(Path recording, ProfileStore store)
      throws IOException, RefusedException {
    try (DataInputStream in =
        new DataInputStream(new GZIPInputStream(Files.newInputStream(recording)))) {
      int first = in.read();
      while (first >= 0) {
        int rest = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        byte[] upload = UploadReader.uploadBytes(in.readNBytes(first << 24 | rest));
        store.append("default", UploadReader.read(upload), upload).join();
        first = in.read();
      }
    }
  }
}
