package io.tandemprofiler.collector.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.collector.exchange.FileImport.Imported;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.Window;
import io.tandemprofiler.wire.UploadReader;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SampleProfilesTest {
  private static final long MINUTE = 60_000;
  private static final long NOW = 1_790_000_000_000L;

  @Test
  void endingBefore_movesWindowsByWholeMinutesAndNothingElse() throws Exception {
    SampleProfiles sample = SampleProfiles.recorded();
    List<Imported> before = sample.endingBefore(NOW);
    List<Imported> after = sample.endingBefore(NOW + 5 * MINUTE);
    assertThat(after).hasSameSizeAs(before);
    for (int i = 0; i < before.size(); i++) {
      Window window = before.get(i).upload().profile().window();
      assertThat(after.get(i).upload().profile().window())
          .isEqualTo(new Window(window.startMillis() + 5 * MINUTE, window.durationMillis()));
      assertThat(after.get(i).upload().profileId()).isEqualTo(before.get(i).upload().profileId());
    }
    long last =
        before.stream()
            .mapToLong(one -> one.upload().profile().window().endMillis())
            .max()
            .orElseThrow();
    assertThat(last).isBetween(NOW - MINUTE, NOW);
  }

  @Test
  void recorded_isOfBothLanguagesAndHoldsToTheRules() throws Exception {
    SampleProfiles sample = SampleProfiles.recorded();
    assertThat(sample.services()).containsExactly("sample-shop-java", "sample-shop-python");
    for (Imported one : sample.endingBefore(NOW)) {
      assertThat(UploadReader.read(one.bytes()).profileId()).isEqualTo(one.upload().profileId());
    }
    assertThat(sample.endingBefore(NOW))
        .flatExtracting(one -> one.upload().profile().series())
        .extracting(series -> series.key().measure())
        .contains(Measure.CPU_TIME, Measure.WALL_TIME, Measure.ALLOCATED_BYTES);
  }

  @Test
  void recorded_namesNothingOfTheMachineThatItWasRecordedOn() throws Exception {
    for (Imported one : SampleProfiles.recorded().endingBefore(NOW)) {
      assertThat(one.upload().profile().frames())
          .allSatisfy(frame -> assertThat(frame.owner()).doesNotContain("/"));
      assertThat(one.upload().producer().instance()).startsWith("sample-");
    }
  }
}
