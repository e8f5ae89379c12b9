package io.tandemprofiler.collector;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The option that says where the others stand; it is read before them. */
@Command
final class SettingsOption {
  /** What it is called. */
  static final String NAME = "config";

  @Option(
      names = "--" + NAME,
      paramLabel = "FILE",
      description =
          "YAML with the names of these options, as in 'port: 4747'; see check-config. A variable as"
              + " TANDEM_COLLECTOR_PORT wins over it, the command line over both.")
  private Path file;

  /** Empty where it is not given. */
  Optional<Path> file() {
    return Optional.ofNullable(file);
  }
}
