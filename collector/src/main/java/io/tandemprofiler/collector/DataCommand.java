package io.tandemprofiler.collector;

import io.tandemprofiler.collector.store.DataFolder;
import io.tandemprofiler.collector.store.StorageException;
import io.tandemprofiler.collector.store.Stores;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What commands on a data folder have in common. */
final class DataCommand {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--data",
      defaultValue = "./tandem-data",
      description = "The folder that keeps everything. Default: ${DEFAULT-VALUE}")
  private Path data;

  Path folder() {
    return data;
  }

  /** Works on the stores of the folder, held meanwhile. Exit code 1 where that fails. */
  int onStores(Work work) {
    return tell(
        progress -> {
          if (Files.notExists(data.resolve("profiles.sqlite"))) {
            throw new StorageException("there is no data in " + data, null);
          }
          try (DataFolder held = DataFolder.hold(data);
              Stores stores = Stores.open(held)) {
            return work.on(stores, progress);
          }
        });
  }

  /** Exit code 1, and the reason, where it fails. */
  int tell(Telling telling) {
    try (Progress progress = new Progress(spec.commandLine().getErr())) {
      return telling.run(progress);
    } catch (StorageException e) {
      spec.commandLine().getErr().println("tandem-collector: " + e.getMessage());
      return 1;
    }
  }

  void print(String line) {
    spec.commandLine().getOut().println(line);
  }

  /** Gives an exit code. */
  interface Work {
    int on(Stores stores, Consumer<String> progress);
  }

  /** Gives an exit code. */
  interface Telling {
    int run(Consumer<String> progress);
  }
}
