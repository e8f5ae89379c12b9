package io.tandemprofiler.collector.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one analysis changes in what is known; the same for every {@link FindingStore}. Immutable.
 *
 * @param changed findings that are another now, or new
 * @param news those that are open now and were not before, or are more severe than ever
 */
public record Filing(List<KnownFinding> changed, List<KnownFinding> news) {

  /**
   * Compares what is known with what was seen.
   *
   * @param known by id, of one service and kind
   * @param seen of the same service and kind, by an analysis of a range that ends at {@code
   *     toMillis}
   */
  public static Filing of(Map<String, KnownFinding> known, List<Finding> seen, long toMillis) {
    Map<String, KnownFinding> missed = new HashMap<>(known);
    List<KnownFinding> changed = new ArrayList<>();
    List<KnownFinding> news = new ArrayList<>();
    for (Finding finding : seen) {
      KnownFinding before = missed.remove(finding.id());
      KnownFinding now = before == null ? KnownFinding.opened(finding) : before.seen(finding);
      changed.add(now);
      if (now.isNewsAfter(before)) {
        news.add(now);
      }
    }
    for (KnownFinding before : missed.values()) {
      KnownFinding now = before.missed(toMillis);
      if (!now.equals(before)) {
        changed.add(now);
      }
    }
    return new Filing(changed, news);
  }
}
