package io.tandemprofiler.collector.store;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The contract in its plainest form: what other stores are compared with. */
public final class InMemoryFindingStore implements FindingStore {
  private final Map<List<String>, KnownFinding> findings = new HashMap<>();
  private final Map<List<String>, Analysis> analyses = new HashMap<>();

  @Override
  public synchronized List<KnownFinding> file(
      String tenant, Analysis analysis, List<Finding> seen) {
    Map<String, KnownFinding> known = new HashMap<>();
    for (KnownFinding finding : find(tenant, analysis.service())) {
      if (finding.latest().kind() == analysis.kind()) {
        known.put(finding.id(), finding);
      }
    }
    Filing filing = Filing.of(known, seen, analysis.toMillis());
    filing.changed().forEach(finding -> findings.put(List.of(tenant, finding.id()), finding));
    analyses.put(List.of(tenant, analysis.service(), analysis.kind().name()), analysis);
    return filing.news();
  }

  @Override
  public synchronized List<KnownFinding> find(String tenant, String service) {
    return findings.entrySet().stream()
        .filter(entry -> entry.getKey().get(0).equals(tenant))
        .map(Map.Entry::getValue)
        .filter(finding -> isOf(finding.latest().service(), service))
        .sorted(KnownFinding.ORDER)
        .toList();
  }

  @Override
  public synchronized List<OpenFindings> countOpen(String tenant) {
    Map<List<Object>, Integer> counts = new HashMap<>();
    for (KnownFinding finding : find(tenant, EVERY_SERVICE)) {
      if (finding.status() == KnownFinding.Status.OPEN) {
        Finding latest = finding.latest();
        counts.merge(List.of(latest.service(), latest.advice().severity()), 1, Integer::sum);
      }
    }
    return counts.entrySet().stream()
        .map(
            entry ->
                new OpenFindings(
                    (String) entry.getKey().get(0),
                    (Severity) entry.getKey().get(1),
                    entry.getValue()))
        .toList();
  }

  @Override
  public synchronized Optional<KnownFinding> change(
      String tenant, String id, UnaryOperator<KnownFinding> change) {
    return Optional.ofNullable(
        findings.computeIfPresent(List.of(tenant, id), (key, known) -> change.apply(known)));
  }

  @Override
  public synchronized List<Analysis> analyses(String tenant, String service) {
    return analyses.entrySet().stream()
        .filter(entry -> entry.getKey().get(0).equals(tenant))
        .map(Map.Entry::getValue)
        .filter(analysis -> isOf(analysis.service(), service))
        .sorted(Comparator.comparing(Analysis::service).thenComparing(Analysis::kind))
        .toList();
  }

  @Override
  public synchronized int forget(String tenant, long beforeMillis) {
    int before = findings.size();
    findings
        .entrySet()
        .removeIf(
            entry ->
                entry.getKey().get(0).equals(tenant)
                    && entry.getValue().lastMillis() < beforeMillis);
    analyses
        .entrySet()
        .removeIf(
            entry ->
                entry.getKey().get(0).equals(tenant) && entry.getValue().toMillis() < beforeMillis);
    return before - findings.size();
  }

  @Override
  public void close() {
    // nothing is open
  }

  private static boolean isOf(String service, String wanted) {
    return wanted.equals(EVERY_SERVICE) || wanted.equals(service);
  }
}
