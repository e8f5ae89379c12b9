package io.tandemprofiler.collector.view;

import io.tandemprofiler.collector.store.Block;
import io.tandemprofiler.collector.store.ProducerActivity;
import io.tandemprofiler.collector.store.ProfileSelection;
import io.tandemprofiler.collector.store.ProfileStore;
import io.tandemprofiler.collector.store.Resolution;
import io.tandemprofiler.model.Upload;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Reads another store for one question, as long as somebody waits for its answer. As thread-safe as
 * the other; closing it closes nothing.
 */
final class WantedStore implements ProfileStore {
  private final ProfileStore store;
  private final Runnable requireWanted;

  /**
   * @param requireWanted throws where nobody waits
   */
  WantedStore(ProfileStore store, Runnable requireWanted) {
    this.store = store;
    this.requireWanted = requireWanted;
  }

  @Override
  public CompletableFuture<Void> append(String tenant, Upload upload, byte[] bytes) {
    return store.append(tenant, upload, bytes);
  }

  @Override
  public void scan(ProfileSelection selection, Resolution coarsest, Consumer<Block> visitor) {
    requireWanted.run();
    store.scan(
        selection,
        coarsest,
        block -> {
          requireWanted.run();
          visitor.accept(block);
        });
  }

  @Override
  public List<ProducerActivity> producers(String tenant, long fromMillis, long toMillis) {
    requireWanted.run();
    return store.producers(tenant, fromMillis, toMillis);
  }

  @Override
  public Set<String> tenants() {
    requireWanted.run();
    return store.tenants();
  }

  @Override
  public void close() {
    // whoever opened the store closes it
  }
}
