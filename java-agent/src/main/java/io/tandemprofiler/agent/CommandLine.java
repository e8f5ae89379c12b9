package io.tandemprofiler.agent;

import io.tandemprofiler.agent.config.SettingsTable;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** What {@code java -jar tandem-java-agent.jar} does. */
public final class CommandLine {
  private static final int FINE = 0;
  private static final int FAILED = 1;
  private static final int WRONG_USE = 2;
  private static final String HELP =
      "Tandem Java agent: profiles a JVM and uploads one profile every five minutes.\n"
          + "\n"
          + "  java -javaagent:tandem-java-agent.jar=service=shop,collector=http://127.0.0.1:4747 …\n"
          + "\n"
          + "  java -jar tandem-java-agent.jar list\n"
          + "      JVMs that can be attached to: process, whether it is profiled, program\n"
          + "  java -jar tandem-java-agent.jar attach PID [setting=value…]\n"
          + "      profiles a JVM that runs already, until it ends; paths are the JVM's:\n"
          + "      java -jar tandem-java-agent.jar attach 4711 service=shop cpu_hz=99\n"
          + "  java -jar tandem-java-agent.jar show [--output FILE] [setting=value…] -- ARGUMENTS\n"
          + "      runs java ARGUMENTS with the agent, sends nothing, and prints what would be sent\n"
          + "      to the standard error, or writes it to FILE, when the program has ended:\n"
          + "      java -jar tandem-java-agent.jar show service=shop cpu_hz=99 -- -jar shop.jar\n"
          + "  java -jar tandem-java-agent.jar settings   every setting\n"
          + "  java -jar tandem-java-agent.jar --version\n"
          + "  java -jar tandem-java-agent.jar --help\n";

  private CommandLine() {}

  public static void main(String[] arguments) throws InterruptedException {
    List<String> words = Arrays.asList(arguments);
    String command = words.isEmpty() ? "" : words.get(0);
    int code = FAILED;
    try {
      code = run(command, words.isEmpty() ? words : words.subList(1, words.size()));
    } catch (IOException e) {
      System.err.println(command + ": " + e.getMessage());
    } catch (NoClassDefFoundError e) {
      System.err.println(
          command + ": this Java runtime has no module jdk.attach: use one that has, as every JDK");
    }
    System.exit(code);
  }

  private static int run(String command, List<String> rest)
      throws IOException, InterruptedException {
    if (asksForHelp(rest)) {
      return print("--help");
    }
    switch (command) {
      case "show":
        return show(new Show(rest));
      case "attach":
        return attach(new Attach(rest));
      default:
        return rest.isEmpty() ? print(command) : wrong();
    }
  }

  /** What stands behind {@code --} is another program's. */
  private static boolean asksForHelp(List<String> rest) {
    int end = rest.indexOf("--");
    return rest.subList(0, end < 0 ? rest.size() : end).contains("--help");
  }

  private static int print(String command) {
    switch (command) {
      case "list":
        Attachment.lines().forEach(System.out::println);
        return FINE;
      case "settings":
        System.out.print(SettingsTable.plain());
        return FINE;
      case "--version":
        System.out.println("tandem-java-agent " + Version.TEXT);
        return FINE;
      case "--help":
        System.out.print(HELP);
        return FINE;
      default:
        return wrong();
    }
  }

  private static int wrong() {
    System.err.print(HELP);
    return WRONG_USE;
  }

  private static int show(Show show) throws IOException, InterruptedException {
    if (!show.complaint().isEmpty()) {
      System.err.println(show.complaint());
      return WRONG_USE;
    }
    return show.run();
  }

  private static int attach(Attach attach) throws IOException, InterruptedException {
    if (!attach.complaint().isEmpty()) {
      System.err.println(attach.complaint());
      return WRONG_USE;
    }
    System.out.println(attach.run(OwnJar.path()));
    return FINE;
  }
}
