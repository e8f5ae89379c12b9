package io.tandemprofiler.agent.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFileTest {
  @Test
  void use_takesMemoryWhereTheTemporaryDirectoryIsNoPath() throws IOException {
    String before = System.getProperty("java.io.tmpdir");
    System.setProperty("java.io.tmpdir", "no\0path");
    try {
      Path used = PrivateFile.use(".jfr", file -> file);

      assertThat(used.getParent()).isEqualTo(Path.of("/dev/shm"));
      assertThat(used).doesNotExist();
      PrivateFile.deleteAbandoned();
    } finally {
      System.setProperty("java.io.tmpdir", before);
    }
  }

  @Test
  void use_prefersMemoryToAPlaceWhereOthersMayReplaceFiles(@TempDir Path open) throws IOException {
    String before = System.getProperty("java.io.tmpdir");
    System.setProperty("java.io.tmpdir", open.toString());
    try {
      assertThat(PrivateFile.use(".jfr", Path::getParent)).isEqualTo(open);

      Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
      assertThat(PrivateFile.use(".jfr", Path::getParent)).isEqualTo(Path.of("/dev/shm"));
    } finally {
      System.setProperty("java.io.tmpdir", before);
    }
  }

  @Test
  void deleteAbandoned_deletesWhatAKilledRunLeftAndNothingElse() throws IOException {
    FileTime yesterday = FileTime.from(Instant.now().minus(Duration.ofDays(1)));
    Path abandoned = PrivateFile.create(".jfr");
    Path inUse = PrivateFile.create(".jfr");
    Path another = Files.createTempFile("tandem-", ".txt");
    Files.setLastModifiedTime(abandoned, yesterday);
    Files.setLastModifiedTime(another, yesterday);

    PrivateFile.deleteAbandoned();

    assertThat(abandoned).doesNotExist();
    assertThat(inUse).exists();
    assertThat(another).exists();
    Files.delete(inUse);
    Files.delete(another);
  }
}
