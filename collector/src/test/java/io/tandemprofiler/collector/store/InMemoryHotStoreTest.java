package io.tandemprofiler.collector.store;

final class InMemoryHotStoreTest extends HotStoreContract {
  private final HotStore store = new InMemoryHotStore();

  @Override
  protected HotStore open() {
    return store;
  }
}
