package io.tandemprofiler.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Loads the agent into a JVM that runs already, and sees whether it profiles. */
final class Attach {
  /** What a JVM takes as one argument of its attach protocol; the jar's path is part of it. */
  private static final int MAX_BYTES = 1024;

  private static final long PATIENCE_NANOS = 5_000_000_000L;

  /** What is printed where the arguments are wrong; empty where they are right. */
  private final String complaint;

  private final GivenSettings settings = new GivenSettings();
  private long pid;

  /**
   * @param arguments {@code PID [settings…]}
   */
  Attach(List<String> arguments) {
    this.complaint = parse(arguments);
  }

  String complaint() {
    return complaint;
  }

  /**
   * Gives what there is to say once it is in.
   *
   * @throws IOException which says, as a sentence, why it is not
   */
  String run(Path jar) throws IOException, InterruptedException {
    JvmProcess process = new JvmProcess(pid);
    refuse(process);
    String argument = settings.argument();
    if ((jar + "=" + argument).getBytes(StandardCharsets.UTF_8).length >= MAX_BYTES) {
      throw new IOException(
          "a JVM takes no more than " + MAX_BYTES + " bytes: put the settings into a file");
    }
    Attachment.load(jar, argument, pid);
    return awaitProfiled(process)
        ? "process " + pid + " is profiled now"
        : "process " + pid + " took the agent, which does not run: its standard error says why";
  }

  private String parse(List<String> arguments) {
    if (arguments.isEmpty() || !arguments.get(0).matches("[1-9]\\d{0,9}")) {
      return "attach: write the number of a process first; the command list shows them";
    }
    pid = Long.parseLong(arguments.get(0));
    for (String word : arguments.subList(1, arguments.size())) {
      String wrong = settings.add(word);
      if (!wrong.isEmpty()) {
        return "attach: " + wrong;
      }
    }
    return "";
  }

  /** Before anything is asked of the process itself. */
  private static void refuse(JvmProcess process) throws IOException {
    if (!process.exists()) {
      throw new IOException("there is no process " + process.pid());
    }
    boolean jvm;
    try {
      jvm = process.isJvm();
    } catch (IOException e) {
      throw new IOException(
          "process " + process.pid() + " belongs to " + process.user() + ": attach as that user",
          e);
    }
    if (!jvm) {
      throw new IOException("process " + process.pid() + " is no JVM");
    }
    if (process.isProfiled()) {
      throw new IOException("process " + process.pid() + " is already profiled: nothing is done");
    }
    if (process.forbidsAttaching()) {
      throw new IOException(
          "process " + process.pid() + " runs with -XX:+DisableAttachMechanism: nobody may attach");
    }
    if (!process.catchesQuit()) {
      throw new IOException(
          "process "
              + process.pid()
              + " would end by being asked: it runs with -Xrs, or has just begun");
    }
  }

  private static boolean awaitProfiled(JvmProcess process) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!process.isProfiled()) {
      if (!process.exists() || System.nanoTime() - deadline > 0) {
        return false;
      }
      Thread.sleep(20);
    }
    return true;
  }
}
