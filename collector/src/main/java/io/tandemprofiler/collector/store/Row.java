package io.tandemprofiler.collector.store;

import io.tandemprofiler.model.Label;
import io.tandemprofiler.model.LineHits;
import io.tandemprofiler.model.SeriesKey;
import java.util.List;
import java.util.Optional;

/** One profile, or the sum of many with equal labels. Immutable, thread-safe. */
public interface Row {
  /** Ascending by name; of a sum those that its profiles share. Empty for {@code <other>}. */
  List<Label> labels();

  /**
   * Whether this sums profiles of different labels, because there were too many kinds of them: no
   * label is known of it.
   */
  boolean isOther();

  /** How many profiles, at least 1. */
  long profiles();

  /** Start of the first window. */
  long firstMillis();

  /** End of the last window. */
  long lastMillis();

  /** How long agents looked: windows of several processes add up. */
  long observedMillis();

  /** What was counted, ascending; empty where nothing was sampled. */
  List<SeriesKey> keys();

  /** The columns of one kind; empty where there is none. Decodes them, so keep the answer. */
  Optional<Counts> counts(SeriesKey key);

  /**
   * Ascending by measure; frames are indexes into {@link CallPaths#frames()}. Empty where no line
   * is known.
   */
  List<LineHits> lineHits();

  /** What was sent, where this is one profile and no sum. */
  Optional<ProfileRow> profile();
}
