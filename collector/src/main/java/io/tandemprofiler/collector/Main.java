package io.tandemprofiler.collector;

import io.tandemprofiler.collector.command.CommandException;
import io.tandemprofiler.collector.command.CompareCommand;
import io.tandemprofiler.collector.command.ConfigureCommand;
import io.tandemprofiler.collector.command.ExportCommand;
import io.tandemprofiler.collector.command.FindingsCommand;
import io.tandemprofiler.collector.command.HealthCommand;
import io.tandemprofiler.collector.command.ImportCommand;
import io.tandemprofiler.collector.command.QueryCommand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** {@code tandem-collector}: without a command it serves. */
@Command(
    name = "tandem-collector",
    description = "Receives the profiles of Tandem's agents, keeps them and shows them.",
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:fine",
      "1:failed",
      "2:wrong use",
      "3:a threshold that was given is exceeded"
    },
    subcommands = {
      ServeCommand.class,
      QueryCommand.class,
      CompareCommand.class,
      ImportCommand.class,
      ExportCommand.class,
      ConfigureCommand.class,
      FindingsCommand.class,
      RulesCommand.class,
      StatsCommand.class,
      VerifyCommand.class,
      CompactCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      CertsCommand.class,
      CheckConfigCommand.class,
      HealthCommand.class,
      TokenCommand.class,
      UserCommand.class
    })
final class Main {
  private static final Set<String> OWN_OPTIONS = Set.of("-h", "--help", "-V", "--version");

  private static final int HELP_COLUMNS = 100;

  private Main() {}

  public static void main(String[] args) {
    System.exit(execute(withCommand(args), System.getenv()));
  }

  /** The exit code; {@code serve} takes from the environment and a file what is not said here. */
  static int execute(String[] args, Map<String, String> environment) {
    CommandLine all = commandLine();
    if (args[0].equals("serve")) {
      Settings settings = Settings.of(args, environment);
      if (!settings.errors().isEmpty()) {
        settings.errors().forEach(error -> all.getErr().println("tandem-collector: " + error));
        return CommandLine.ExitCode.USAGE;
      }
      all.getSubcommands().get("serve").setDefaultValueProvider(settings);
    }
    return all.execute(args);
  }

  /** All commands; what they throw becomes one line and exit code 1. */
  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setUsageHelpWidth(HELP_COLUMNS)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(Main::fail);
  }

  private static int fail(Exception failure, CommandLine command, ParseResult parsed)
      throws Exception {
    if (!(failure instanceof CommandException)) {
      throw failure;
    }
    command.getErr().println("tandem-collector: " + failure.getMessage());
    return 1;
  }

  /** The arguments, with {@code serve} in front where they begin with an option of it. */
  static String[] withCommand(String[] args) {
    if (args.length > 0 && (!args[0].startsWith("-") || OWN_OPTIONS.contains(args[0]))) {
      return args;
    }
    List<String> all = new ArrayList<>(List.of("serve"));
    all.addAll(Arrays.asList(args));
    return all.toArray(String[]::new);
  }
}
