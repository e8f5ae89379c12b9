package io.tandemprofiler.collector.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one analysis changes in what is known; the same for every {@link FindingStore}. Immutable.
 *
 * @param changed findings that are another now, or new
 * @param opened those that are open now and were not before
 */
public record Filing(List<KnownFinding> changed, List<KnownFinding> opened) {

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
    List<KnownFinding> opened = new ArrayList<>();
    for (Finding finding : seen) {
      KnownFinding before = missed.remove(finding.id());
      KnownFinding now = before == null ? KnownFinding.opened(finding) : before.seen(finding);
      changed.add(now);
      boolean wasOpen = before != null && before.status() == KnownFinding.Status.OPEN;
      if (!wasOpen && now.status() == KnownFinding.Status.OPEN) {
        opened.add(now);
      }
    }
    for (KnownFinding before : missed.values()) {
      KnownFinding now = before.missed(toMillis);
      if (!now.equals(before)) {
        changed.add(now);
      }
    }
    return new Filing(changed, opened);
  }
}
