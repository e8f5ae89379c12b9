package io.tandemprofiler.collector;

import io.tandemprofiler.collector.store.Inspection;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code stats}: see its help. */
@Command(
    name = "stats",
    description = "Says how much is stored.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class StatsCommand implements Callable<Integer> {
  @Mixin private DataCommand data;

  @Override
  public Integer call() {
    return data.onStores(
        (stores, progress) -> {
          Inspection inspection = new Inspection(stores);
          data.print(String.format("profiles of open hours: %,d", inspection.rows()));
          inspection
              .objects()
              .forEach(
                  (resolution, amount) ->
                      data.print(
                          String.format(
                              "%-8s %,7d objects, %,9d profiles, %,13d bytes (%,d a profile), from %s on",
                              resolution.name().toLowerCase(Locale.ROOT),
                              amount.objects(),
                              amount.profiles(),
                              amount.bytes(),
                              amount.bytes() / Math.max(1, amount.profiles()),
                              Instant.ofEpochMilli(amount.oldestMillis()))));
          return 0;
        });
  }
}
