package io.tandemprofiler.collector.store;

import io.tandemprofiler.model.Label;
import io.tandemprofiler.model.LineHits;
import io.tandemprofiler.model.SeriesKey;
import java.util.List;
import java.util.Optional;

/** The sum of profiles with equal labels, in columns. */
record StoredTotal(
    List<Label> labels,
    boolean isOther,
    long profiles,
    long firstMillis,
    long lastMillis,
    long observedMillis,
    StoredColumns columns)
    implements Row {
  @Override
  public List<SeriesKey> keys() {
    return SeriesSet.keys(columns.series());
  }

  @Override
  public Optional<Counts> counts(SeriesKey key) {
    return columns.counts(key);
  }

  @Override
  public List<LineHits> lineHits() {
    return columns.lines().get();
  }

  @Override
  public Optional<ProfileRow> profile() {
    return Optional.empty();
  }
}
