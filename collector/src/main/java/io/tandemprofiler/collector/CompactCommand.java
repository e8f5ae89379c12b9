package io.tandemprofiler.collector;

import io.tandemprofiler.collector.store.StorageException;
import io.tandemprofiler.collector.store.Upkeep;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code compact}: see its help. */
@Command(
    name = "compact",
    description =
        "Closes hours that are over, folds late profiles in, and lets go of what is too old.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class CompactCommand implements Callable<Integer> {
  @Mixin private DataCommand data;

  @Mixin private RetentionOptions retention;

  @Override
  public Integer call() {
    return data.onStores(
        (stores, progress) -> {
          try (Upkeep upkeep = new Upkeep(stores, Clock.systemUTC(), retention.get())) {
            if (!upkeep.run(true, progress)) {
              throw new StorageException(
                  String.format(
                      "nothing was done: a collector that was killed has the lease until %d min"
                          + " after its last step; try again then",
                      Upkeep.LEASE.toMinutes()),
                  null);
            }
          }
          return 0;
        });
  }
}
