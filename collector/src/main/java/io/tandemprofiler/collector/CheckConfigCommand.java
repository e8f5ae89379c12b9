package io.tandemprofiler.collector;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code check-config}: see its help. */
@Command(
    name = "check-config",
    description =
        "Reads a file for serve --config and names each error with its line (exit code 1); starts"
            + " nothing, and does not look at the environment.")
final class CheckConfigCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The file of settings.")
  private Path file;

  @Override
  public Integer call() {
    Settings settings = Settings.of(Optional.of(file), Map.of());
    List<String> errors = settings.errors().isEmpty() ? together(settings) : settings.errors();
    PrintWriter out = spec.commandLine().getOut();
    errors.forEach(out::println);
    if (errors.isEmpty()) {
      out.println(file + ": can be served");
    }
    out.flush();
    return errors.isEmpty() ? 0 : 1;
  }

  /** Settings that are right each by itself may not go together. */
  private List<String> together(Settings settings) {
    ServeCommand serve = new ServeCommand();
    try {
      new CommandLine(serve).setDefaultValueProvider(settings).parseArgs();
      serve.check();
      return List.of();
    } catch (ParameterException | StartException e) {
      return List.of(file + ": " + e.getMessage());
    }
  }
}
