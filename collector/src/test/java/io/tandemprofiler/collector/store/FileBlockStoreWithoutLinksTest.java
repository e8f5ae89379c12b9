package io.tandemprofiler.collector.store;

import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** On a file system without hard links, as FAT is. */
final class FileBlockStoreWithoutLinksTest extends BlockStoreContract {
  @TempDir private Path folder;

  @Override
  protected BlockStore open() {
    return new FileBlockStore(
        folder.resolve("objects"),
        (file, whole) -> {
          throw new FileSystemException(
              file.toString(), whole.toString(), "Operation not permitted");
        });
  }
}
