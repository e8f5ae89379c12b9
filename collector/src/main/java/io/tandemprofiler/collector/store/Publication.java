package io.tandemprofiler.collector.store;

import java.util.List;
import java.util.Set;

/**
 * One change of the catalog, which happens whole or not at all.
 *
 * @param added objects, whose content is durable already
 * @param removed names of objects that readers find no more
 * @param folded names of objects of hours that an added one of a day sums up
 * @param closed segments whose rows the added objects hold: readers take them from there
 */
public record Publication(
    List<StoredObject> added, Set<String> removed, Set<String> folded, Set<Segment> closed) {
  public Publication {
    added = List.copyOf(added);
    removed = Set.copyOf(removed);
    folded = Set.copyOf(folded);
    closed = Set.copyOf(closed);
  }
}
