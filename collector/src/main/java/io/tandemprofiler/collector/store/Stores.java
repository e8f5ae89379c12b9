package io.tandemprofiler.collector.store;

/**
 * The two layers of a data folder.
 *
 * @param hot rows of the last hours, and the catalog
 * @param blocks objects of the hours and days before
 */
public record Stores(HotStore hot, BlockStore blocks) implements AutoCloseable {
  /**
   * Opens what a data folder holds, creating what is missing, and brings it up to date.
   *
   * @throws StorageException where it cannot be read, or was written by a newer collector
   */
  public static Stores open(DataFolder folder) {
    SqliteHotStore hot = SqliteHotStore.open(folder);
    FileBlockStore blocks = new FileBlockStore(folder.path().resolve("objects"));
    blocks.deleteUnnamed();
    return new Stores(hot, blocks);
  }

  @Override
  public void close() {
    hot.close();
  }
}
