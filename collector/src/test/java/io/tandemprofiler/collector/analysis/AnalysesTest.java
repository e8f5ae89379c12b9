package io.tandemprofiler.collector.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.collector.Uploads;
import io.tandemprofiler.collector.store.Analysis;
import io.tandemprofiler.collector.store.Finding;
import io.tandemprofiler.collector.store.FindingStore;
import io.tandemprofiler.collector.store.InMemoryFindingStore;
import io.tandemprofiler.collector.store.InMemoryProfileStore;
import io.tandemprofiler.collector.store.KnownFinding;
import io.tandemprofiler.collector.store.ProfileSelection;
import io.tandemprofiler.collector.store.Severity;
import io.tandemprofiler.collector.store.TurnedClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When what is analysed; times are minutes since the epoch. */
final class AnalysesTest {
  private static final long MINUTE = 60_000;

  private final InMemoryProfileStore profiles = new InMemoryProfileStore();
  private final FindingStore findings = new InMemoryFindingStore();
  private final TurnedClock clock = new TurnedClock(0);
  private final List<KnownFinding> news = new ArrayList<>();
  private final Seeing seeing = new Seeing();
  private final Analyses analyses =
      new Analyses(profiles, findings, List.of(seeing), clock, news::addAll);
  private long uploads;

  @Test
  void analyseDue_looksAtAYoungServiceEachTime() {
    report("shop", 605);
    for (int minute : new int[] {607, 610, 612, 617}) {
      turnTo(minute);
      analyses.analyseDue();
    }
    assertThat(seeing.ranges).containsExactly("shop 610-612", "shop 610-617");
  }

  @Test
  void analyseDue_looksAtEachHourOnceTenMinutesAfterItsEnd() {
    IntStream.rangeClosed(480, 730).filter(i -> i % 5 == 0).forEach(i -> report("shop", i));
    for (int minute : new int[] {605, 609, 610, 615, 669, 670, 675}) {
      turnTo(minute);
      analyses.analyseDue();
    }
    assertThat(seeing.ranges).containsExactly("shop 480-540", "shop 540-600", "shop 600-660");
  }

  @Test
  void analyseDue_isNotContentWithAPartThatSomebodyAskedFor() {
    IntStream.rangeClosed(480, 665).filter(i -> i % 5 == 0).forEach(i -> report("shop", i));
    analyses.analyse("default", "shop", 659 * MINUTE, 661 * MINUTE);
    turnTo(670);
    analyses.analyseDue();
    assertThat(seeing.ranges).containsExactly("shop 659-661", "shop 600-660");
  }

  @Test
  void analyse_ofAnOlderRangeChangesNothingThatWasSeenSince() {
    seeing.sees = true;
    analyses.analyse("default", "shop", 0, 2 * MINUTE);
    analyses.analyse("default", "shop", 0, MINUTE);
    assertThat(findings.find("default", "shop"))
        .extracting(KnownFinding::lastMillis)
        .containsExactly(2 * MINUTE);
  }

  @Test
  void analyseDue_leavesAloneWhoDidNotReport() {
    report("shop", 100);
    turnTo(600);
    assertThat(analyses.analyseDue()).isZero();
    assertThat(seeing.ranges).isEmpty();
  }

  @Test
  void analyseDue_goesOnWhereOneServiceFails() {
    report("broken", 600);
    report("shop", 600);
    turnTo(607);
    seeing.broken = "broken";
    assertThat(analyses.analyseDue()).isEqualTo(1);
    assertThat(findings.analyses("default", FindingStore.EVERY_SERVICE))
        .extracting(Analysis::service)
        .containsExactly("shop");
  }

  @Test
  void analyse_tellsWhatOpened() {
    seeing.sees = true;
    analyses.analyse("default", "shop", 0, MINUTE);
    analyses.analyse("default", "shop", 0, 2 * MINUTE);
    assertThat(news).hasSize(1);
    assertThat(news.get(0).latest().toMillis()).isEqualTo(MINUTE);
    assertThat(findings.find("default", "shop")).hasSize(1);
  }

  @Test
  void analyseDue_forgetsWhatWasNotSeenForSixtyDays() {
    seeing.sees = true;
    report("shop", 1);
    analyses.analyse("default", "shop", 0, MINUTE);
    turnTo(60 * 24 * 60);
    analyses.analyseDue();
    assertThat(findings.find("default", "shop")).hasSize(1);
    turnTo(60 * 24 * 60 + 2);
    analyses.analyseDue();
    assertThat(findings.find("default", "shop")).isEmpty();
  }

  private void report(String service, long minute) {
    Uploads upload =
        Uploads.upload(++uploads).service(service).at(minute * MINUTE).cpu(1000, "main 1");
    profiles.append("default", upload.build(), upload.bytes()).join();
  }

  private void turnTo(long minute) {
    clock.turn(Duration.ofMillis(minute * MINUTE - clock.millis()));
  }

  private static Finding finding(String service, long fromMillis, long toMillis) {
    return new Finding(
        service,
        Finding.Kind.RECOMMENDATION,
        "rule",
        Optional.empty(),
        new Finding.Advice("T", Severity.LOW, "W", "F", "", List.of()),
        new Finding.Amount("cpu_time", List.of(), "microseconds", 0.5, 1, 1, 1),
        Optional.empty(),
        fromMillis,
        toMillis,
        List.of());
  }

  /** Remembers what it was asked. */
  private static final class Seeing implements Analyst {
    private final List<String> ranges = new ArrayList<>();
    private String broken = "";
    private boolean sees;

    @Override
    public Seen analyse(ProfileSelection selection, Scan scan) {
      if (selection.service().equals(broken)) {
        throw new IllegalStateException("as planned");
      }
      long from = selection.fromMillis();
      long to = selection.toMillis();
      ranges.add(selection.service() + " " + from / MINUTE + "-" + to / MINUTE);
      Analysis analysis =
          new Analysis(selection.service(), Finding.Kind.RECOMMENDATION, from, to, 1, 1);
      return new Seen(analysis, sees ? List.of(finding(selection.service(), from, to)) : List.of());
    }
  }
}
