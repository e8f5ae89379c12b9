package io.tandemprofiler.collector.store;

import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.SeriesKey;
import java.util.Set;

/**
 * What one producer uploaded in a time range. Immutable.
 *
 * @param profiles how many, at least 1
 * @param firstMillis start of the first window
 * @param lastMillis end of the last window
 * @param series every kind that the producer ever uploaded, also outside the range
 */
public record ProducerActivity(
    Producer producer, long profiles, long firstMillis, long lastMillis, Set<SeriesKey> series) {
  public ProducerActivity {
    series = Set.copyOf(series);
  }
}
