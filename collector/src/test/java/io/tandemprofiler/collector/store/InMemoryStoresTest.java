package io.tandemprofiler.collector.store;

final class InMemoryStoresTest extends LayeredStoreContract {
  private final Stores stores = new Stores(new InMemoryHotStore(), new InMemoryBlockStore());

  @Override
  protected Stores openStores() {
    return stores;
  }
}
