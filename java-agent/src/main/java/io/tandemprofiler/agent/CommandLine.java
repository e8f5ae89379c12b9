package io.tandemprofiler.agent;

import io.tandemprofiler.agent.config.SettingsTable;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** What {@code java -jar tandem-java-agent.jar} does. */
public final class CommandLine {
  private static final int FAILED = 1;
  private static final int WRONG_USE = 2;
  private static final String HELP =
      "Tandem Java agent: profiles a JVM and uploads one profile every five minutes.\n"
          + "\n"
          + "  java -javaagent:tandem-java-agent.jar=service=shop,collector=http://127.0.0.1:4747 …\n"
          + "\n"
          + "  java -jar tandem-java-agent.jar settings   every setting\n"
          + "  java -jar tandem-java-agent.jar show [--output FILE] [setting=value…] -- ARGUMENTS\n"
          + "      runs java ARGUMENTS with the agent, sends nothing, and prints what would be sent\n"
          + "      to the standard error, or writes it to FILE, when the program has ended:\n"
          + "      java -jar tandem-java-agent.jar show service=shop cpu_hz=99 -- -jar shop.jar\n"
          + "  java -jar tandem-java-agent.jar --version\n"
          + "  java -jar tandem-java-agent.jar --help\n";

  private CommandLine() {}

  public static void main(String[] arguments) throws InterruptedException {
    List<String> words = Arrays.asList(arguments);
    String command = words.isEmpty() ? "" : words.get(0);
    if (command.equals("show")) {
      System.exit(show(new Show(words.subList(1, words.size()))));
    }
    switch (words.size() == 1 ? command : "") {
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

  private static int show(Show show) throws InterruptedException {
    if (!show.complaint().isEmpty()) {
      System.err.println(show.complaint());
      return WRONG_USE;
    }
    try {
      return show.run();
    } catch (IOException e) {
      System.err.println("show: " + e);
      return FAILED;
    }
  }
}
