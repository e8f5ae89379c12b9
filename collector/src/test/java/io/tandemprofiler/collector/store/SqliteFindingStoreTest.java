package io.tandemprofiler.collector.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteFindingStoreTest extends FindingStoreContract {
  @TempDir private Path path;
  private DataFolder folder;

  @Override
  FindingStore open() {
    folder = DataFolder.hold(path);
    return SqliteFindingStore.open(folder);
  }

  @AfterEach
  void release() {
    folder.close();
  }

  @Test
  void findings_outliveTheStoreAndAreInABackup(@TempDir Path backup) {
    Finding seen = finding("shop", "rule", 0.1, 10 * HOUR);
    try (FindingStore before = SqliteFindingStore.open(folder)) {
      before.file("t", analysis("shop", 10 * HOUR), List.of(seen));
      before.change("t", seen.id(), known -> known.dismissed("ann", "as wanted", 7));
    }
    KnownFinding expected = KnownFinding.opened(seen).dismissed("ann", "as wanted", 7);
    try (FindingStore after = SqliteFindingStore.open(folder)) {
      assertThat(after.find("t", "shop")).containsExactly(expected);
      assertThat(after.analyses("t", "shop")).containsExactly(analysis("shop", 10 * HOUR));
    }
    Stores.open(folder).hot().close();
    try (DataFolder to = DataFolder.hold(backup)) {
      Inspection.copy(path, to, step -> {});
      try (FindingStore copy = SqliteFindingStore.open(to)) {
        assertThat(copy.find("t", "shop")).containsExactly(expected);
      }
    }
  }
}
