package io.tandemprofiler.collector.store;

final class InMemoryBlockStoreTest extends BlockStoreContract {
  private final BlockStore store = new InMemoryBlockStore();

  @Override
  protected BlockStore open() {
    return store;
  }
}
