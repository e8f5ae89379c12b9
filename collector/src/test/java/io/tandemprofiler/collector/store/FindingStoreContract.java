package io.tandemprofiler.collector.store;

import static io.tandemprofiler.collector.store.FindingStore.EVERY_SERVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandemprofiler.collector.store.KnownFinding.Status;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.ThreadState;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link FindingStore} does. */
abstract class FindingStoreContract {
  static final long HOUR = 3_600_000;

  private FindingStore store;

  abstract FindingStore open();

  @BeforeEach
  void start() {
    store = open();
  }

  @AfterEach
  void stop() {
    store.close();
  }

  @Test
  void find_isEmptyWhereNothingWasFiled() {
    assertThat(store.find("t", "shop")).isEmpty();
    assertThat(store.analyses("t", EVERY_SERVICE)).isEmpty();
    assertThat(store.change("t", "0", KnownFinding::reopened)).isEmpty();
  }

  @Test
  void file_keepsWhatWasSeenAndThatItWasLookedFor() {
    Finding seen = finding("shop", "a", 0.1, 10 * HOUR);
    assertThat(store.file("t", analysis("shop", 10 * HOUR), List.of(seen)))
        .containsExactly(KnownFinding.opened(seen));
    assertThat(store.find("t", "shop")).containsExactly(KnownFinding.opened(seen));
    assertThat(store.analyses("t", "shop")).containsExactly(analysis("shop", 10 * HOUR));

    store.file("t", analysis("shop", 11 * HOUR), List.of());
    assertThat(store.analyses("t", "shop")).containsExactly(analysis("shop", 11 * HOUR));
  }

  @Test
  void file_knowsAFindingAgain() {
    file(finding("shop", "a", 0.1, 10 * HOUR));
    assertThat(file(finding("shop", "a", 0.3, 11 * HOUR))).as("open before").isEmpty();
    KnownFinding known = store.find("t", "shop").get(0);
    assertThat(known.firstMillis()).isEqualTo(9 * HOUR);
    assertThat(known.firstShare()).isEqualTo(0.1);
    assertThat(known.lastMillis()).isEqualTo(11 * HOUR);
    assertThat(known.latest().amount().share()).isEqualTo(0.3);
  }

  @Test
  void file_takesForGoneWhatWasNotSeenForADay() {
    file(finding("shop", "a", 0.1, 10 * HOUR));
    store.file("t", analysis("shop", 33 * HOUR), List.of());
    assertThat(statuses()).containsExactly(Status.OPEN);
    store.file("t", analysis("shop", 34 * HOUR), List.of());
    assertThat(statuses()).containsExactly(Status.GONE);

    Finding again = finding("shop", "a", 0.2, 40 * HOUR);
    assertThat(file(again)).as("came back").containsExactly(KnownFinding.opened(again));
  }

  @Test
  void file_leavesOtherServicesAndKindsAlone() {
    file(finding("shop", "a", 0.1, 10 * HOUR));
    store.file("t", analysis("other", 99 * HOUR), List.of());
    store.file("t", new Analysis("shop", Finding.Kind.HEAP, 98 * HOUR, 99 * HOUR, 7, 3), List.of());
    assertThat(statuses()).containsExactly(Status.OPEN);
    assertThat(store.analyses("t", EVERY_SERVICE))
        .extracting(analysis -> analysis.service() + " " + analysis.kind())
        .containsExactly("other RECOMMENDATION", "shop RECOMMENDATION", "shop HEAP");
  }

  @Test
  void dismissed_comesBackWhereItGrows() {
    String id = finding("shop", "a", 0.1, 10 * HOUR).id();
    file(finding("shop", "a", 0.1, 10 * HOUR));
    store.change("t", id, known -> known.dismissed("ann", "as wanted", 5));
    assertThat(file(finding("shop", "a", 0.149, 11 * HOUR))).isEmpty();
    assertThat(statuses()).containsExactly(Status.DISMISSED);
    assertThat(file(finding("shop", "a", 0.151, 12 * HOUR))).hasSize(1);
    assertThat(statuses()).containsExactly(Status.OPEN);
    assertThat(store.find("t", "shop").get(0).dismissal())
        .contains(new KnownFinding.Dismissal("ann", "as wanted", 5, 0.1));
  }

  @Test
  void dismissed_staysWhereItGrowsByLittle() {
    String id = finding("shop", "a", 0.01, 10 * HOUR).id();
    file(finding("shop", "a", 0.01, 10 * HOUR));
    store.change("t", id, known -> known.dismissed("ann", "", 5));
    file(finding("shop", "a", 0.029, 11 * HOUR));
    assertThat(statuses()).as("three times, but not by two points").contains(Status.DISMISSED);
    store.file("t", analysis("shop", 99 * HOUR), List.of());
    assertThat(statuses()).as("not seen, and nobody wants to hear").contains(Status.DISMISSED);
    store.change("t", id, KnownFinding::reopened);
    assertThat(statuses()).containsExactly(Status.OPEN);
  }

  @Test
  void file_tellsOfWhatIsMoreSevereThanEver() {
    assertThat(file(finding("shop", "a", Severity.LOW, 0.1, 10 * HOUR))).hasSize(1);
    assertThat(file(finding("shop", "a", Severity.MEDIUM, 0.1, 11 * HOUR)))
        .extracting(known -> known.latest().advice().severity())
        .containsExactly(Severity.MEDIUM);
    assertThat(file(finding("shop", "a", Severity.LOW, 0.1, 12 * HOUR))).as("less").isEmpty();
    assertThat(file(finding("shop", "a", Severity.MEDIUM, 0.1, 13 * HOUR))).as("again").isEmpty();
    assertThat(file(finding("shop", "a", Severity.HIGH, 0.1, 14 * HOUR))).hasSize(1);
  }

  @Test
  void dismissed_comesBackWhereItIsMoreSevereThanEver() {
    Finding seen = finding("shop", "a", Severity.MEDIUM, 0.1, 10 * HOUR);
    file(seen);
    store.change("t", seen.id(), known -> known.dismissed("ann", "as wanted", 5));
    assertThat(file(finding("shop", "a", Severity.LOW, 0.1, 11 * HOUR))).isEmpty();
    assertThat(file(finding("shop", "a", Severity.MEDIUM, 0.1, 12 * HOUR))).isEmpty();
    assertThat(statuses()).containsExactly(Status.DISMISSED);
    assertThat(file(finding("shop", "a", Severity.HIGH, 0.1, 13 * HOUR))).hasSize(1);
    assertThat(statuses()).containsExactly(Status.OPEN);
  }

  @Test
  void find_givesTheOpenFirstAndOfThemTheDearest() {
    file(
        finding("shop", "a", 0.1, 10 * HOUR),
        finding("shop", "b", 0.3, 10 * HOUR),
        finding("shop", "c", 0.2, 10 * HOUR));
    store.change("t", finding("shop", "b", 1, HOUR).id(), known -> known.dismissed("ann", "no", 5));
    assertThat(store.find("t", EVERY_SERVICE))
        .extracting(known -> known.latest().rule())
        .containsExactly("c", "a", "b");
  }

  @Test
  void countOpen_countsByServiceAndSeverityWhatIsOpenNow() {
    assertThat(store.countOpen("t")).isEmpty();
    Finding dismissed = finding("shop", "c", 0.1, 10 * HOUR);
    file(
        finding("shop", "a", 0.1, 10 * HOUR),
        finding("shop", "b", Severity.LOW, 0.1, 10 * HOUR),
        finding("shop", "d", 0.2, 10 * HOUR),
        dismissed);
    file(finding("other", "a", 0.1, 10 * HOUR));
    store.change("t", dismissed.id(), known -> known.dismissed("ann", "no", 5));
    assertThat(store.countOpen("t"))
        .containsExactlyInAnyOrder(
            new OpenFindings("shop", Severity.HIGH, 2),
            new OpenFindings("shop", Severity.LOW, 1),
            new OpenFindings("other", Severity.HIGH, 1));

    file(finding("shop", "a", Severity.MEDIUM, 0.1, 40 * HOUR));
    assertThat(store.countOpen("t"))
        .as("another severity, and two are gone")
        .containsExactlyInAnyOrder(
            new OpenFindings("shop", Severity.MEDIUM, 1),
            new OpenFindings("other", Severity.HIGH, 1));
  }

  @Test
  void change_leavesAFindingAsItWasWhereItFails() {
    Finding seen = finding("shop", "a", 0.1, 10 * HOUR);
    file(seen);
    assertThatThrownBy(
            () ->
                store.change(
                    "t",
                    seen.id(),
                    known -> {
                      throw new IllegalStateException("no");
                    }))
        .isInstanceOf(RuntimeException.class);
    assertThat(store.find("t", "shop")).containsExactly(KnownFinding.opened(seen));
  }

  @Test
  void forget_removesWhatIsOld() {
    file(finding("shop", "a", 0.1, 10 * HOUR));
    file(finding("other", "b", 0.1, 20 * HOUR));
    assertThat(store.forget("u", 11 * HOUR)).isZero();
    assertThat(store.forget("t", 11 * HOUR)).isEqualTo(1);
    assertThat(store.find("t", EVERY_SERVICE)).extracting(f -> f.latest().rule()).contains("b");
    assertThat(store.analyses("t", EVERY_SERVICE)).containsExactly(analysis("other", 20 * HOUR));
  }

  @Test
  void tenants_doNotSeeOneAnother() {
    Finding seen = finding("shop", "a", 0.1, 10 * HOUR);
    file(seen);
    assertThat(store.find("u", EVERY_SERVICE)).isEmpty();
    assertThat(store.countOpen("u")).isEmpty();
    assertThat(store.analyses("u", EVERY_SERVICE)).isEmpty();
    assertThat(store.change("u", seen.id(), KnownFinding::reopened)).isEmpty();
  }

  static Analysis analysis(String service, long toMillis) {
    return new Analysis(service, Finding.Kind.RECOMMENDATION, toMillis - HOUR, toMillis, 1234, 30);
  }

  static Finding finding(String service, String rule, double share, long toMillis) {
    return finding(service, rule, Severity.HIGH, share, toMillis);
  }

  static Finding finding(
      String service, String rule, Severity severity, double share, long toMillis) {
    Frame place = new Frame(Language.PYTHON, "shop.cart", "Cart.<locals>.total\u202e");
    return new Finding(
        service,
        Finding.Kind.RECOMMENDATION,
        rule,
        Optional.of(place),
        new Finding.Advice(
            "A title", severity, "why", "fix", "a\nb", List.of("https://example.org/")),
        new Finding.Amount(
            "wall_time",
            List.of(ThreadState.GIL_WAIT),
            "microseconds",
            share,
            1e6 / 3,
            500,
            60_000),
        Optional.of(new Finding.Expected(0.1, 0.2, 0.7)),
        toMillis - HOUR,
        toMillis,
        List.of(new Finding.Evidence(List.of(new Finding.Call(place, 12)), share / 2)));
  }

  private List<KnownFinding> file(Finding... findings) {
    return store.file(
        "t", analysis(findings[0].service(), findings[0].toMillis()), List.of(findings));
  }

  private List<Status> statuses() {
    return store.find("t", "shop").stream().map(KnownFinding::status).toList();
  }
}
