package io.tandemprofiler.collector;

import io.tandemprofiler.collector.store.Inspection;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code verify}: see its help. */
@Command(
    name = "verify",
    description =
        "Reads all that is stored and names what is damaged; exit code 1 where something is.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class VerifyCommand implements Callable<Integer> {
  @Mixin private DataCommand data;

  @Override
  public Integer call() {
    return data.onStores(
        (stores, progress) -> {
          List<String> damage = new Inspection(stores).verify(progress);
          damage.forEach(data::print);
          data.print(damage.isEmpty() ? "all is whole" : damage.size() + " damaged");
          return damage.isEmpty() ? 0 : 1;
        });
  }
}
