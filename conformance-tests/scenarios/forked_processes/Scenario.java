package forked_processes;

import java.io.File;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** Starts another JVM with the same agent; the child waits until its parent is gone. */
public final class Scenario {
  public static void main(String[] args) throws Exception {
    if (args.length > 0) {
      child(); // here: main
      return;
    }
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("forked_processes.Scenario", "child"));
    parent(new ProcessBuilder(command).redirectError(Redirect.INHERIT).start()); // here: main
  }

  static void parent(Process child) throws InterruptedException {
    child.waitFor(); // here: parent
  }

  static void child() throws Exception {
    System.in.read(); // here: child
  }
}
