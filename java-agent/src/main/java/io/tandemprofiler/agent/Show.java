package io.tandemprofiler.agent;

import io.tandemprofiler.agent.config.Setting;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Runs a Java program under the agent and prints, once it has ended, what would have been sent.
 * Nothing is sent. The program's streams and exit code stay its own.
 */
final class Show {
  private static final String FOLDER = "tandem-show";
  private static final String FILE = "uploads.txt";

  /** A program that runs writes more often: a window is an hour at most. */
  private static final long ABANDONED_MILLIS = 2 * 3_600_000;

  /** What is printed where the arguments are wrong; empty where they are right. */
  private final String complaint;

  private final GivenSettings settings = new GivenSettings();
  private final List<String> program = new ArrayList<>();
  private Path output;

  /**
   * @param arguments {@code [--output FILE] [settings…] -- <java arguments…>}
   */
  Show(List<String> arguments) {
    this.complaint = parse(arguments);
  }

  String complaint() {
    return complaint;
  }

  /** Returns the program's exit code. What would have been sent is printed at this JVM's end. */
  int run() throws IOException, InterruptedException {
    Path file = output == null ? temporaryFile() : emptied(output);
    Process running = new ProcessBuilder(command(file)).inheritIO().start();
    // a hook: where both are interrupted at the keyboard, there is something to show all the same
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(running, file)));
    return running.waitFor();
  }

  private String parse(List<String> arguments) {
    int end = arguments.indexOf("--");
    if (end < 0 || end == arguments.size() - 1) {
      return "show: write -- and behind it what you write behind java";
    }
    program.addAll(arguments.subList(end + 1, arguments.size()));
    if (Path.of(program.get(0)).endsWith("java")) {
      return "show: behind -- stands what you write behind java; the JVM is the one that runs show";
    }
    for (int i = 0; i < end; i++) {
      String argument = arguments.get(i);
      if (argument.equals("--output") && i + 1 < end) {
        i++;
        output = Path.of(arguments.get(i)).toAbsolutePath();
        continue;
      }
      String wrong = settings.add(argument);
      if (!wrong.isEmpty()) {
        return "show: " + wrong;
      }
    }
    if (System.getProperty(Tandem.RUNNING) != null) {
      return "show: JAVA_TOOL_OPTIONS or JDK_JAVA_OPTIONS loads the agent already: unset it";
    }
    return "";
  }

  private List<String> command(Path file) throws IOException {
    List<String> argument = new ArrayList<>();
    if (!settings.argument().isEmpty()) {
      argument.add(settings.argument());
    }
    argument.add(Setting.COLLECTOR.word() + "=none");
    argument.add(Setting.AUDIT_FILE.word() + "=" + file);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-javaagent:" + OwnJar.path() + "=" + String.join(",", argument));
    command.addAll(program);
    return command;
  }

  private static Path temporaryFile() throws IOException {
    Path folder = Files.createTempDirectory(FOLDER); // for this user alone
    deleteAbandoned(folder.getParent());
    return folder.resolve(FILE);
  }

  /** Deletes what earlier runs left there that were killed. */
  static void deleteAbandoned(Path place) {
    long before = System.currentTimeMillis() - ABANDONED_MILLIS;
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(place, FOLDER + "*")) {
      for (Path folder : folders) {
        deleteIfOlder(folder, before);
      }
    } catch (IOException | DirectoryIteratorException e) {
      // a place that cannot be read holds nothing of ours
    }
  }

  private static void deleteIfOlder(Path folder, long beforeMillis) {
    Path file = folder.resolve(FILE);
    try {
      Path youngest = Files.exists(file) ? file : folder;
      if (Files.getLastModifiedTime(youngest).toMillis() < beforeMillis) {
        Files.deleteIfExists(file);
        Files.delete(folder);
      }
    } catch (IOException e) {
      // another user's, or another run deleted it first
    }
  }

  private static Path emptied(Path file) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IOException(file + " is no file");
    }
    FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
        .close();
    return file;
  }

  private void end(Process running, Path file) {
    running.destroy();
    try {
      running.waitFor();
      if (!Files.exists(file) || Files.size(file) == 0) {
        System.err.println("tandem: nothing would be sent: no profile was begun");
      } else if (output == null) {
        System.err.write(Files.readAllBytes(file));
      }
      if (output == null) {
        Files.deleteIfExists(file);
        Files.delete(file.getParent());
      }
    } catch (IOException e) {
      System.err.println("tandem: what would be sent cannot be shown: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody knows this thread
    }
  }
}
