package io.tandemprofiler.collector.store;

import io.tandemprofiler.model.Upload;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Profiles in two layers: rows of the last hours in a {@link HotStore}, everything before as
 * immutable objects in a {@link BlockStore}. {@link Upkeep} moves them from one to the other.
 */
public final class LayeredProfileStore implements ProfileStore {
  private final HotStore hot;
  private final GroupCommit commits;
  private final Reading reading;

  /**
   * Opens the stores of a data folder, creating what is missing.
   *
   * @param maxDictionaryBytes that the writer's dictionaries may take in memory, about
   * @throws StorageException where they cannot be read, or were written by a newer collector
   */
  public static LayeredProfileStore open(Stores stores, Clock clock, long maxDictionaryBytes) {
    return new LayeredProfileStore(stores, clock, maxDictionaryBytes);
  }

  private LayeredProfileStore(Stores stores, Clock clock, long maxDictionaryBytes) {
    this.hot = stores.hot();
    this.commits = new GroupCommit(new SegmentWriter(hot, clock, maxDictionaryBytes));
    this.reading = new Reading(stores.hot(), stores.blocks());
  }

  @Override
  public CompletableFuture<Void> append(String tenant, Upload upload, byte[] bytes) {
    return commits.offer(tenant, upload);
  }

  @Override
  public void scan(ProfileSelection selection, Resolution coarsest, Consumer<Block> visitor) {
    reading.scan(selection, coarsest, visitor);
  }

  @Override
  public List<ProducerActivity> producers(String tenant, long fromMillis, long toMillis) {
    return reading.producers(tenant, fromMillis, toMillis);
  }

  @Override
  public Set<String> tenants() {
    Set<String> tenants = new TreeSet<>();
    hot.segments(null, null).forEach(segment -> tenants.add(segment.tenant()));
    hot.objects(null, null).forEach(object -> tenants.add(object.tenant()));
    return tenants;
  }

  @Override
  public void close() {
    commits.close();
    hot.close();
  }
}
