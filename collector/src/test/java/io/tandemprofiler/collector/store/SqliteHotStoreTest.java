package io.tandemprofiler.collector.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class SqliteHotStoreTest extends HotStoreContract {
  @TempDir private Path folder;

  @Override
  protected HotStore open() {
    return SqliteHotStore.open(new SqliteDatabase(folder.resolve("profiles.sqlite")));
  }
}
