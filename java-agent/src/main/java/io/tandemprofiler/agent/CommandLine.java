package io.tandemprofiler.agent;

import io.tandemprofiler.agent.config.SettingsTable;

/** What {@code java -jar tandem-java-agent.jar} does. */
public final class CommandLine {
  private static final int WRONG_USE = 2;
  private static final String HELP =
      "Tandem Java agent: profiles a JVM and uploads one profile every five minutes.\n"
          + "\n"
          + "  java -javaagent:tandem-java-agent.jar=service=shop,collector=http://127.0.0.1:4747 …\n"
          + "\n"
          + "  java -jar tandem-java-agent.jar settings   every setting\n"
          + "  java -jar tandem-java-agent.jar --version\n"
          + "  java -jar tandem-java-agent.jar --help\n";

  private CommandLine() {}

  public static void main(String[] arguments) {
    String command = arguments.length == 1 ? arguments[0] : "";
    switch (command) {
      case "--version":
        System.out.println("tandem-java-agent " + Version.TEXT);
        break;
      case "--help":
        System.out.print(HELP);
        break;
      case "settings":
        System.out.print(SettingsTable.plain());
        break;
      default:
        System.err.print(HELP);
        System.exit(WRONG_USE);
    }
  }
}
