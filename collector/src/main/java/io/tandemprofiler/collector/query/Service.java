package io.tandemprofiler.collector.query;

import io.tandemprofiler.model.Runtime;
import io.tandemprofiler.model.SeriesKey;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * A service and what can be asked about it.
 *
 * @param name never empty
 * @param runtimes every runtime that its processes named, by language, name and version
 * @param instances how many
 * @param profiles how many, at least 1
 * @param firstMillis start of the first window
 * @param lastMillis end of the last window
 * @param labels every value seen of each label
 * @param series every kind of number that its processes upload
 */
public record Service(
    String name,
    SortedSet<Runtime> runtimes,
    long instances,
    long profiles,
    long firstMillis,
    long lastMillis,
    SortedMap<String, SortedSet<String>> labels,
    SortedSet<SeriesKey> series) {}
