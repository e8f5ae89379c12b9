package io.tandemprofiler.collector;

import io.tandemprofiler.collector.store.DataFolder;
import io.tandemprofiler.collector.store.Inspection;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backup}: see its help. */
@Command(
    name = "backup",
    description =
        "Copies all that is stored, also while a collector runs; again into the same folder copies what is new.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class BackupCommand implements Callable<Integer> {
  @Mixin private DataCommand data;

  @Option(names = "--to", required = true, description = "The folder to copy into.")
  private Path to;

  @Override
  public Integer call() {
    return data.tell(
        progress -> {
          try (DataFolder copy = DataFolder.hold(to)) {
            Inspection.copy(data.folder(), copy, progress);
          }
          return 0;
        });
  }
}
