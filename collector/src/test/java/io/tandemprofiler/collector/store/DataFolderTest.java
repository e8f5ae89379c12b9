package io.tandemprofiler.collector.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataFolderTest {
  @TempDir private Path folder;

  @Test
  void hold_isForOneAtATime() {
    Path data = folder.resolve("a/b");
    try (DataFolder first = DataFolder.hold(data)) {
      assertThat(first.path()).isEqualTo(data);
      assertThatThrownBy(() -> DataFolder.hold(data))
          .isInstanceOf(StorageException.class)
          .hasMessage("data folder " + data + " is in use by another collector");
    }
    DataFolder.hold(data).close();
  }

  @Test
  void hold_namesAFolderThatCannotBe() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> DataFolder.hold(file.resolve("data")))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("data folder " + file.resolve("data") + " cannot be written");
  }
}
