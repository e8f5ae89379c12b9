package io.tandemprofiler.agent.program;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tandemprofiler.agent.Tandem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.stream.Collectors;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;

/** Does what its standard input says, a word a line, and answers each by a line. */
public final class SwitchProgram {
  private static final long PATIENCE_NANOS = 300_000_000_000L;
  private static Tandem tandem;

  private SwitchProgram() {}

  public static void main(String[] arguments) throws Exception {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    String word;
    while ((word = in.readLine()) != null) {
      System.out.println(word + ": " + obey(word, arguments));
    }
  }

  private static String obey(String word, String[] arguments) throws JMException, IOException {
    switch (word) {
      case "start":
        tandem =
            Tandem.builder()
                .service("switch")
                .collector(arguments[0])
                .set("report_seconds", "10")
                .start();
        break;
      case "pause":
        tandem.pause();
        break;
      case "resume":
        tandem.resume();
        break;
      case "close":
        tandem.close();
        break;
      case "interrupt":
        Thread.getAllStackTraces().keySet().forEach(Thread::interrupt);
        break;
      case "servers":
        return Integer.toString(MBeanServerFactory.findMBeanServer(null).size());
      case "mbean":
        return mbean();
      case "mbean-off":
        ManagementFactory.getPlatformMBeanServer().setAttribute(name(), off());
        break;
      case "mbean-gone":
        return Boolean.toString(!ManagementFactory.getPlatformMBeanServer().isRegistered(name()));
      default:
        throw new IllegalArgumentException(word);
    }
    return "done";
  }

  /** Waits for it and gives the names of its attributes, and whether it says it is on. */
  private static String mbean() throws JMException {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!server.isRegistered(name())) {
      if (System.nanoTime() - deadline > 0) {
        return "none";
      }
      Thread.onSpinWait();
    }
    return Arrays.stream(server.getMBeanInfo(name()).getAttributes())
            .map(attribute -> attribute.getName() + (attribute.isWritable() ? "(rw)" : ""))
            .sorted()
            .collect(Collectors.joining(" "))
        + " "
        + server.getAttribute(name(), "Enabled")
        + " "
        + ((Long) server.getAttribute(name(), "CpuMicros") > 0);
  }

  private static Attribute off() {
    return new Attribute("Enabled", false);
  }

  private static ObjectName name() throws JMException {
    return new ObjectName("io.tandemprofiler:type=Agent");
  }
}
