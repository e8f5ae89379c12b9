package io.tandemprofiler.agent.program;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Goes on after the agent has ended, and prints what is left of it: lists that should be empty. */
public final class EndedProgram {
  private static final String MARK = "io.tandemprofiler.running";
  private static final long PATIENCE_NANOS = 250_000_000_000L;

  private EndedProgram() {}

  public static void main(String[] arguments) throws Exception {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    ObjectName bean = new ObjectName("io.tandemprofiler:type=Agent");
    boolean on = true;
    while ((isMarked() || !threads().isEmpty()) && System.nanoTime() < deadline) {
      Thread.sleep(300);
      on = !on; // each time it is off, a window ends
      set(server, bean, on);
    }
    System.out.println(isMarked() + " " + threads() + " " + recordings());
    System.out.println(server.queryNames(bean, null));
  }

  private static boolean isMarked() {
    return System.getProperty(MARK) != null;
  }

  private static void set(MBeanServer server, ObjectName bean, boolean on) {
    try {
      server.setAttribute(bean, new Attribute("Enabled", on));
    } catch (JMException e) {
      // it is not there yet, or not any more
    }
  }

  private static List<String> threads() {
    List<String> threads = new ArrayList<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("tandem")) {
        threads.add(thread.getName());
      }
    }
    return threads;
  }

  private static List<Path> recordings() throws IOException {
    List<Path> recordings = new ArrayList<>();
    try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path each : open) {
        if (Files.isSymbolicLink(each)
            && Files.readSymbolicLink(each).toString().contains(".jfr")) {
          recordings.add(each);
        }
      }
    }
    return recordings;
  }
}
