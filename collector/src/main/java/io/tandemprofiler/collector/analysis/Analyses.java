package io.tandemprofiler.collector.analysis;

import io.tandemprofiler.collector.store.Analysis;
import io.tandemprofiler.collector.store.FindingStore;
import io.tandemprofiler.collector.store.KnownFinding;
import io.tandemprofiler.collector.store.ProducerActivity;
import io.tandemprofiler.collector.store.ProfileSelection;
import io.tandemprofiler.collector.store.ProfileStore;
import io.tandemprofiler.collector.store.Resolution;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Analyses services when it is time to, and when somebody asks, and files what is found.
 * Thread-safe.
 */
public final class Analyses {
  private static final Logger LOG = LoggerFactory.getLogger(Analyses.class);
  private static final long HOUR = Duration.ofHours(1).toMillis();

  /** How long after its end an hour is analysed: agents upload the last minutes of it later. */
  private static final long LATE = Duration.ofMinutes(10).toMillis();

  /** What a service does to start is not what it does while it serves. */
  private static final long WARM_UP = Duration.ofMinutes(5).toMillis();

  private static final long KEPT = Duration.ofDays(60).toMillis();

  private final ProfileStore profiles;
  private final FindingStore findings;
  private final List<Analyst> analysts;
  private final Clock clock;
  private final Consumer<List<KnownFinding>> news;
  private volatile boolean ended;

  /**
   * @param analysts one for each kind
   * @param news is given what opened or got more severe, in the thread that analyses: it must not
   *     wait
   */
  public Analyses(
      ProfileStore profiles,
      FindingStore findings,
      List<Analyst> analysts,
      Clock clock,
      Consumer<List<KnownFinding>> news) {
    this.profiles = profiles;
    this.findings = findings;
    this.analysts = List.copyOf(analysts);
    this.clock = clock;
    this.news = news;
  }

  public FindingStore findings() {
    return findings;
  }

  /**
   * Analyses every service that reported and for which it is time: of one that began within the
   * last hour what there is but for its first five minutes, each time; of others the last hour of
   * UTC that is over, once, ten minutes after its end. An hour in which the collector did not run
   * is not made up for. What fails is told in the log, and the other services are analysed.
   *
   * @return how many services were analysed
   */
  public int analyseDue() {
    int analysed = 0;
    for (String tenant : profiles.tenants()) {
      analysed += analyseDue(tenant);
    }
    return analysed;
  }

  /** Lets {@link #analyseDue} end with the service that it is at. */
  void end() {
    ended = true;
  }

  /** Whether profiles of the service are there from a range. */
  public boolean hasReported(String tenant, String service, long fromMillis, long toMillis) {
    return profiles.producers(tenant, fromMillis, toMillis).stream()
        .anyMatch(activity -> activity.producer().service().equals(service));
  }

  /** Analyses one service in a range, and files what is found. */
  public List<Analysis> analyse(String tenant, String service, long fromMillis, long toMillis) {
    ProfileSelection selection =
        new ProfileSelection(tenant, service, fromMillis, toMillis, Map.of());
    List<Analysis> done = new ArrayList<>();
    for (Analyst analyst : analysts) {
      Analyst.Seen seen =
          analyst.analyse(selection, visitor -> profiles.scan(selection, Resolution.HOUR, visitor));
      List<KnownFinding> told = findings.file(tenant, seen.analysis(), seen.findings());
      if (!told.isEmpty()) {
        news.accept(told);
      }
      done.add(seen.analysis());
    }
    return done;
  }

  private int analyseDue(String tenant) {
    long now = clock.millis();
    int analysed = 0;
    for (Map.Entry<String, Long> service : firstReports(tenant, now).entrySet()) {
      if (ended) {
        return analysed;
      }
      try {
        analysed += analyseDue(tenant, service.getKey(), service.getValue(), now) ? 1 : 0;
      } catch (RuntimeException | OutOfMemoryError e) { // of this service alone
        LOG.error("analysis of {}: {}", service.getKey(), e.toString(), e);
      }
    }
    findings.forget(tenant, now - KEPT);
    return analysed;
  }

  private boolean analyseDue(String tenant, String service, long firstMillis, long now) {
    if (firstMillis > now - HOUR) {
      return analyseYoung(tenant, service, firstMillis + WARM_UP, now);
    }
    long end = Math.floorDiv(now - LATE, HOUR) * HOUR;
    long done =
        findings.analyses(tenant, service).stream()
            .filter(analysis -> analysis.fromMillis() <= end - HOUR && analysis.toMillis() >= end)
            .count();
    if (done >= analysts.size() || firstMillis >= end) {
      return false;
    }
    analyse(tenant, service, end - HOUR, end);
    return true;
  }

  private boolean analyseYoung(String tenant, String service, long warm, long now) {
    if (warm >= now) {
      return false;
    }
    analyse(tenant, service, warm, now);
    return true;
  }

  /** When the services of the last hours began to report, as far as these hours tell. */
  private Map<String, Long> firstReports(String tenant, long now) {
    Map<String, Long> first = new TreeMap<>();
    for (ProducerActivity activity : profiles.producers(tenant, now - 3 * HOUR, now + HOUR)) {
      first.merge(activity.producer().service(), activity.firstMillis(), Math::min);
    }
    return first;
  }
}
