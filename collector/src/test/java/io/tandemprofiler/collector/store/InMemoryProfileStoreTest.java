package io.tandemprofiler.collector.store;

final class InMemoryProfileStoreTest extends ProfileStoreContract {
  private final ProfileStore store = new InMemoryProfileStore();

  @Override
  protected ProfileStore open() {
    return store;
  }
}
