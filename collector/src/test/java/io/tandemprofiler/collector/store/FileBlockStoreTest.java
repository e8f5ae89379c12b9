package io.tandemprofiler.collector.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileBlockStoreTest extends BlockStoreContract {
  @TempDir private Path folder;

  @Override
  protected BlockStore open() {
    return new FileBlockStore(folder.resolve("objects"));
  }

  @Test
  void list_leavesOutWhatIsNoObject() throws IOException {
    open().put("a/1", new byte[1]);
    for (String name : new String[] {"README", ".DS_Store", "a/.nfs0001"}) {
      Files.writeString(folder.resolve("objects").resolve(name), name);
    }
    assertThat(open().list("")).containsExactly(new BlockStore.Listed("a/1", 1));
  }

  @Test
  void put_refusesNamesThatLeaveTheFolder() {
    for (String name : new String[] {"../a", "a/../b", "/a", "a//b", ".new/a", "", "a/", "A"}) {
      assertThatThrownBy(() -> open().put(name, new byte[1]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is not the name of an object");
    }
  }
}
