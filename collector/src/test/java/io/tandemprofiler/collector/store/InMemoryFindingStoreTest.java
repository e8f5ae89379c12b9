package io.tandemprofiler.collector.store;

final class InMemoryFindingStoreTest extends FindingStoreContract {
  @Override
  FindingStore open() {
    return new InMemoryFindingStore();
  }
}
