package io.tandemprofiler.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the kernel says about a process, which is asked nothing itself. Linux only. Immutable. */
final class JvmProcess {
  private static final String CAUGHT = "SigCgt:";
  private static final long QUIT = 1L << (3 - 1); // SIGQUIT is 3, and the mask begins with 1
  private static final String FORBIDDING = "DisableAttachMechanism";

  private final long pid;
  private final Path folder;

  JvmProcess(long pid) {
    this.pid = pid;
    this.folder = Path.of("/proc", Long.toString(pid));
  }

  long pid() {
    return pid;
  }

  boolean exists() {
    return Files.exists(folder);
  }

  /** Its user; throws where it has ended. */
  String user() throws IOException {
    return Files.getOwner(folder).getName();
  }

  /**
   * Whether it has loaded a JVM. One that has not may die of being asked to let an agent in.
   *
   * @throws IOException where this is not for us to know
   */
  boolean isJvm() throws IOException {
    return Files.readString(folder.resolve("maps"), StandardCharsets.ISO_8859_1)
        .contains("/libjvm.so");
  }

  /**
   * Whether it has a handler for the signal that asks a JVM to let somebody in. One that has not,
   * as with {@code -Xrs} or where it has just begun, ends by the signal.
   */
  boolean catchesQuit() throws IOException {
    return Files.readAllLines(folder.resolve("status"), StandardCharsets.ISO_8859_1).stream()
        .filter(line -> line.startsWith(CAUGHT))
        .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).trim(), 16) & QUIT) != 0);
  }

  /** Whether its options say that nobody may attach: it takes the signal for another wish. */
  boolean forbidsAttaching() throws IOException {
    return forbidsAttaching(options());
  }

  /** The last of the options that say so decides. */
  static boolean forbidsAttaching(List<String> options) {
    return options.lastIndexOf("-XX:+" + FORBIDDING) > options.lastIndexOf("-XX:-" + FORBIDDING);
  }

  /** In the order in which a JVM takes them; with whatever else its command line holds. */
  private List<String> options() throws IOException {
    List<String> options = new ArrayList<>();
    for (String variable : words("environ")) {
      if (variable.startsWith("JAVA_TOOL_OPTIONS=") || variable.startsWith("JDK_JAVA_OPTIONS=")) {
        options.addAll(List.of(variable.substring(variable.indexOf('=') + 1).split("\\s+")));
      }
    }
    options.addAll(words("cmdline"));
    return options;
  }

  private List<String> words(String file) throws IOException {
    String text = Files.readString(folder.resolve(file), StandardCharsets.ISO_8859_1);
    return List.of(text.split("\0"));
  }

  /** Whether a thread of this agent runs in it; false where this is not for us to know. */
  boolean isProfiled() {
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(folder.resolve("task"))) {
      for (Path thread : threads) {
        if (nameOf(thread).equals(Tandem.THREAD)) {
          return true;
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // it has ended, or is somebody else's
    }
    return false;
  }

  /** Empty where the thread has ended. */
  private static String nameOf(Path thread) {
    try {
      return Files.readString(thread.resolve("comm"), StandardCharsets.ISO_8859_1).trim();
    } catch (IOException e) {
      return "";
    }
  }
}
