package io.tandemprofiler.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShowTest {
  @Test
  void deleteAbandoned_leavesWhatIsStillWrittenAndWhatIsNotOurs(@TempDir Path place)
      throws IOException {
    Path killed = shown(place, "tandem-show1", Duration.ofHours(3));
    Path running = shown(place, "tandem-show2", Duration.ofHours(1));
    Path others = shown(place, "show", Duration.ofHours(3));

    Show.deleteAbandoned(place);

    assertThat(killed).doesNotExist();
    assertThat(running.resolve("uploads.txt")).exists();
    assertThat(others.resolve("uploads.txt")).exists();
  }

  private static Path shown(Path place, String name, Duration age) throws IOException {
    Path folder = Files.createDirectory(place.resolve(name));
    Path file = Files.createFile(folder.resolve("uploads.txt"));
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
    return folder;
  }
}
