package io.tandemprofiler.collector.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedStoresTest extends LayeredStoreContract {
  @TempDir private Path folder;

  @Override
  protected Stores openStores() {
    return new Stores(
        SqliteHotStore.open(new SqliteDatabase(folder.resolve("profiles.sqlite"))),
        new FileBlockStore(folder.resolve("objects")));
  }
}
