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
   * @throws StorageException where it cannot be read, was written by a newer collector, or lacks
   *     the catalog of objects that are there: upkeep would remove what the catalog does not name
   */
  public static Stores open(DataFolder folder) {
    FileBlockStore blocks = new FileBlockStore(folder.path().resolve("objects"));
    if (!SqliteHotStore.exists(folder)) {
      long objects =
          blocks.list("").stream()
              .filter(object -> ObjectName.createdMillis(object.name()).isPresent())
              .count();
      if (objects > 0) {
        throw new StorageException(
            String.format(
                "data folder %s has %d objects and no profiles.sqlite that lists them: put it back,"
                    + " or move the folder away",
                folder.path(), objects),
            null);
      }
    }
    SqliteHotStore hot = SqliteHotStore.open(folder);
    blocks.deleteUnnamed();
    return new Stores(hot, blocks);
  }

  @Override
  public void close() {
    hot.close();
  }
}
