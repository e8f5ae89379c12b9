package io.tandemprofiler.agent;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The JDK's way into other JVMs. Nothing else touches its module, which not every runtime has. */
final class Attachment {
  private Attachment() {}

  /**
   * Loads the agent into a JVM.
   *
   * @throws IOException which says, as a sentence, why it could not be
   */
  static void load(Path jar, String argument, long pid) throws IOException {
    VirtualMachine jvm = attached(pid);
    try {
      jvm.loadAgent(jar.toString(), argument);
    } catch (AgentInitializationException e) {
      throw new IOException("the agent failed to start there", e);
    } catch (AgentLoadException e) {
      throw new IOException(whyNotLoaded(e), e);
    } finally {
      jvm.detach();
    }
  }

  /** A line for each JVM that can be attached to, ascending by pid; without this one. */
  static List<String> lines() {
    return VirtualMachine.list().stream()
        .filter(jvm -> !jvm.id().equals(Long.toString(ProcessHandle.current().pid())))
        .sorted(Comparator.comparingLong(jvm -> Long.parseLong(jvm.id())))
        .map(Attachment::line)
        .collect(Collectors.toList());
  }

  /** What it runs, without its arguments: {@code com.acme.Main}, or {@code shop.jar}. */
  static String program(String displayName) {
    String command = displayName.strip().split("\\s", 2)[0];
    String name = command.substring(command.lastIndexOf('/') + 1);
    return name.isEmpty() ? "(unknown)" : StandardError.shown(name);
  }

  private static String line(VirtualMachineDescriptor jvm) {
    boolean profiled = new JvmProcess(Long.parseLong(jvm.id())).isProfiled();
    return String.format(
        "%7s  %-8s  %s", jvm.id(), profiled ? "profiled" : "-", program(jvm.displayName()));
  }

  private static VirtualMachine attached(long pid) throws IOException {
    try {
      return VirtualMachine.attach(Long.toString(pid));
    } catch (AttachNotSupportedException e) {
      throw new IOException("it does not let anybody attach, or hangs", e);
    }
  }

  private static String whyNotLoaded(AgentLoadException e) {
    String why = String.valueOf(e.getMessage());
    if (why.contains("Dynamic agent loading is not enabled")) {
      return "it runs with -XX:-EnableDynamicAgentLoading, which lets no agent in";
    }
    return "it cannot load this jar: " + StandardError.shown(why);
  }
}
