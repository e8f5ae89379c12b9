package io.tandemprofiler.collector;

import io.tandemprofiler.collector.store.DataFolder;
import io.tandemprofiler.collector.store.Inspection;
import io.tandemprofiler.collector.store.StorageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code restore}: see its help. */
@Command(
    name = "restore",
    description = "Copies a backup into a data folder that holds nothing yet.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class RestoreCommand implements Callable<Integer> {
  @Mixin private DataCommand data;

  @Option(names = "--from", required = true, description = "The folder of the backup.")
  private Path from;

  @Override
  public Integer call() {
    return data.tell(
        progress -> {
          if (Files.exists(data.folder().resolve("profiles.sqlite"))) {
            throw new StorageException("there is data in " + data.folder() + " already", null);
          }
          try (DataFolder folder = DataFolder.hold(data.folder())) {
            Inspection.copy(from, folder, progress);
          }
          return 0;
        });
  }
}
