package io.tandemprofiler.collector.store;

import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * A finding and what became of it. Immutable: each change gives another.
 *
 * @param latest as it was seen last
 * @param firstMillis start of the range in which it was seen first since it was gone
 * @param firstShare that it had then
 * @param dismissal the last; kept where the finding came back since
 * @param worst the highest severity that it had since it opened: rising above it is news, and
 *     rising again to where it has been is none. An older collector did not keep it: there it is
 *     the last
 */
public record KnownFinding(
    String id,
    Finding latest,
    long firstMillis,
    double firstShare,
    Status status,
    Optional<Dismissal> dismissal,
    Severity worst) {
  public KnownFinding {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(latest, "latest");
    Objects.requireNonNull(status, "status");
    worst = worst == null ? latest.advice().severity() : worst;
  }

  /** Open ones first, then dismissed, then gone; of each the largest share first, then by id. */
  static final Comparator<KnownFinding> ORDER =
      Comparator.comparing(KnownFinding::status)
          .thenComparing(finding -> -finding.latest().amount().share())
          .thenComparing(KnownFinding::id);

  /** A dismissed one comes back at this many times its share, and {@link #GROWTH_POINTS} more. */
  public static final double GROWTH = 1.5;

  /** See {@link #GROWTH}: two points of a hundred. */
  public static final double GROWTH_POINTS = 0.02;

  /** Seen for the first time. */
  public static KnownFinding opened(Finding finding) {
    return new KnownFinding(
        finding.id(),
        finding,
        finding.fromMillis(),
        finding.amount().share(),
        Status.OPEN,
        Optional.empty(),
        finding.advice().severity());
  }

  /**
   * Seen again, now like this. What was gone is open again, as from now; what was dismissed only
   * where it grew to {@link #GROWTH} times its share at that time and by {@link #GROWTH_POINTS}, or
   * is more severe than ever. An analysis of a range that ended before it was seen last changes
   * nothing.
   */
  public KnownFinding seen(Finding finding) {
    if (finding.toMillis() < lastMillis()) {
      return this;
    }
    return switch (status) {
      case GONE -> opened(finding);
      case OPEN -> with(finding, Status.OPEN);
      case DISMISSED ->
          with(finding, grew(finding) || isWorse(finding) ? Status.OPEN : Status.DISMISSED);
    };
  }

  /**
   * Not seen by an analysis of a range that ends then: an open one is gone after some time. So is
   * one that was dismissed, save a recommendation: the next anomaly of its kind is another.
   */
  public KnownFinding missed(long toMillis) {
    boolean stays =
        status == Status.GONE
            || (status == Status.DISMISSED && latest.kind() == Finding.Kind.RECOMMENDATION);
    boolean isGone = !stays && toMillis - lastMillis() >= latest.kind().patience().toMillis();
    return isGone ? with(latest, Status.GONE) : this;
  }

  /** Somebody does not want to hear of it. */
  public KnownFinding dismissed(String by, String reason, long atMillis) {
    Dismissal now = new Dismissal(by, reason, atMillis, latest.amount().share());
    return new KnownFinding(
        id, latest, firstMillis, firstShare, Status.DISMISSED, Optional.of(now), worst);
  }

  /** Somebody wants to hear of it again. */
  public KnownFinding reopened() {
    return with(latest, Status.OPEN);
  }

  /** End of the range in which it was seen last. */
  public long lastMillis() {
    return latest.toMillis();
  }

  /**
   * Whether people are to be told, who were told of it as it was before.
   *
   * @param before null where it was not known
   */
  boolean isNewsAfter(KnownFinding before) {
    return status == Status.OPEN
        && (before == null || before.status != Status.OPEN || worst.compareTo(before.worst) > 0);
  }

  private boolean isWorse(Finding finding) {
    return finding.advice().severity().compareTo(worst) > 0;
  }

  private boolean grew(Finding finding) {
    double before = dismissal.map(Dismissal::share).orElse(0.0);
    double share = finding.amount().share();
    return share >= before * GROWTH && share >= before + GROWTH_POINTS;
  }

  private KnownFinding with(Finding finding, Status now) {
    Severity severity = isWorse(finding) ? finding.advice().severity() : worst;
    return new KnownFinding(id, finding, firstMillis, firstShare, now, dismissal, severity);
  }

  /** What became of a finding. */
  public enum Status {
    OPEN,
    DISMISSED,
    /** Not seen for a while, though it was looked for. */
    GONE;

    /** The name as it stands in the API: lower case. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Who did not want to hear of it, and why.
   *
   * @param by as they called themselves; nobody logs in yet
   * @param share that it had then
   */
  public record Dismissal(String by, String reason, long atMillis, double share) {}
}
