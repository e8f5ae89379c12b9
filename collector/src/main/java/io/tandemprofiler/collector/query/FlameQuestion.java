package io.tandemprofiler.collector.query;

import io.tandemprofiler.collector.store.ProfileSelection;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.ThreadState;
import java.util.Set;

/**
 * Which call paths to sum up, and how many of them to tell apart. Immutable.
 *
 * @param states of which only are counted; empty for all
 * @param minShare of the total, 0 … 1; paths that are worth less are summed
 * @param maxNodes to tell apart, at least 1; the most valuable are kept
 */
public record FlameQuestion(
    ProfileSelection profiles,
    Measure measure,
    Set<ThreadState> states,
    double minShare,
    int maxNodes) {
  public static final double DEFAULT_MIN_SHARE = 0.0001;
  public static final int DEFAULT_MAX_NODES = 100_000;
  private static final int WHOLE_NODES = 1_000_000;

  public FlameQuestion {
    if (!(minShare >= 0 && minShare <= 1) || maxNodes < 1) {
      throw new IllegalArgumentException("min_share " + minShare + ", max_nodes " + maxNodes);
    }
    states = Set.copyOf(states);
  }

  /** The same of a tree with all paths, but for more than memory should hold. */
  public FlameQuestion whole() {
    return new FlameQuestion(profiles, measure, states, 0, WHOLE_NODES);
  }

  /** Whether numbers of this kind are to be summed. */
  boolean counts(SeriesKey key) {
    return key.measure() == measure && (states.isEmpty() || states.contains(key.state()));
  }
}
