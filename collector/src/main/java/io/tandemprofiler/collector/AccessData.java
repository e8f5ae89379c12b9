package io.tandemprofiler.collector;

import io.tandemprofiler.collector.access.AccessRequestException;
import io.tandemprofiler.collector.access.Actor;
import io.tandemprofiler.collector.command.CommandException;
import io.tandemprofiler.collector.store.AccessStore;
import io.tandemprofiler.collector.store.SqliteAccessStore;
import io.tandemprofiler.collector.store.StorageException;
import io.tandemprofiler.collector.store.Tenant;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What commands that change who may come in have in common. */
final class AccessData {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--data",
      defaultValue = "./tandem-data",
      description =
          "The collector's data folder, whether it runs or not; as the user that it runs as."
              + " Default: ${DEFAULT-VALUE}")
  private Path data;

  @Option(
      names = "--tenant",
      defaultValue = Tenant.DEFAULT,
      description = "Whose data it is about. Default: ${DEFAULT-VALUE}")
  private String tenant;

  String tenant() {
    return tenant;
  }

  /** Who runs the command, for the audit log. */
  Actor actor() {
    return new Actor("command of " + System.getProperty("user.name"), "");
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /** Works on the folder's store, which a running collector reads again within seconds. */
  void onStore(Work work) {
    try (AccessStore store = SqliteAccessStore.open(data)) {
      work.on(store);
    } catch (StorageException | AccessRequestException e) {
      throw new CommandException(e.getMessage());
    }
    out().flush();
  }

  /** What is done. */
  interface Work {
    void on(AccessStore store) throws AccessRequestException;
  }
}
