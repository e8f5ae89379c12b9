package io.tandemprofiler.collector;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code tandem-collector}: without a command it serves. */
@Command(
    name = "tandem-collector",
    description = "Receives the profiles of Tandem's agents, keeps them and shows them.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      ServeCommand.class,
      StatsCommand.class,
      VerifyCommand.class,
      CompactCommand.class,
      BackupCommand.class,
      RestoreCommand.class
    })
final class Main {
  private static final Set<String> OWN_OPTIONS = Set.of("-h", "--help", "-V", "--version");

  private static final int HELP_COLUMNS = 100;

  private Main() {}

  public static void main(String[] args) {
    CommandLine command = new CommandLine(new Main()).setUsageHelpWidth(HELP_COLUMNS);
    System.exit(command.execute(withCommand(args)));
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
