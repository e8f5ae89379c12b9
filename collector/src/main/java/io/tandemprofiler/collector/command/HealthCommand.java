package io.tandemprofiler.collector.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code health}: see its help. */
@Command(
    name = "health",
    description = "Asks a collector whether it lives; exit code 1 where it does not answer so.")
public final class HealthCommand implements Callable<Integer> {
  @Mixin private CollectorClient collector;

  @Option(names = "--ready", description = "Whether it can store what it is sent.")
  private boolean ready;

  @Override
  public Integer call() {
    collector.requireHealth(ready ? "ready" : "live");
    return 0;
  }
}
