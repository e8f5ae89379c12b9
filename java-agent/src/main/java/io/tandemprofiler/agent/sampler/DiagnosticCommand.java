package io.tandemprofiler.agent.sampler;

import com.sun.management.OperatingSystemMXBean;
import java.lang.instrument.Instrumentation;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.management.DynamicMBean;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Tells the JVM what {@code jcmd} tells it from outside. Thread-safe.
 *
 * <p>The bean that answers is asked itself where the agent may open its module. The platform's
 * MBean server, where it can be found as well, is made on first use, and with it the application's
 * loggers: it is asked only where there is no other way, as in a program that starts the profiler.
 */
public final class DiagnosticCommand {
  private static final String BEAN = "com.sun.management.internal.DiagnosticCommandImpl";
  private static final String SERVER_NAME = "com.sun.management:type=DiagnosticCommand";
  private static final String[] SIGNATURE = {String[].class.getName()};

  private final DynamicMBean bean;

  private DiagnosticCommand(DynamicMBean bean) {
    this.bean = bean;
  }

  /**
   * Finds the bean.
   *
   * @param instrumentation {@code null} where the JVM gave none
   */
  public static DiagnosticCommand open(Instrumentation instrumentation) {
    return new DiagnosticCommand(instrumentation == null ? null : beanItself(instrumentation));
  }

  /**
   * The same, where the application cannot notice; empty elsewhere.
   *
   * @param instrumentation {@code null} where the JVM gave none
   */
  static Optional<DiagnosticCommand> unnoticed(Instrumentation instrumentation) {
    return Optional.ofNullable(instrumentation)
        .map(DiagnosticCommand::beanItself)
        .map(DiagnosticCommand::new);
  }

  /**
   * All threads as the JVM prints them, names of threads among it: never to be sent or logged.
   * Stops the application while it looks.
   */
  public String threads() throws JMException {
    return invoke("threadPrint", new Object[] {new String[0]}, SIGNATURE);
  }

  /** A line for each method that is compiled now: number, level, state, name and signature. */
  String compiledMethods() throws JMException {
    return invoke("compilerCodelist", new Object[0], new String[0]);
  }

  /** The histogram as the JVM prints it. Stops the application while it counts. */
  String histogram() throws JMException {
    // garbage included: else the JVM collects first, which takes many times as long
    return invoke("gcClassHistogram", "-all");
  }

  /** Tells the JDK's flight recorder how deep stacks are; in vain once it is in use. */
  void setFlightRecorderDepth(int depth) throws JMException {
    invoke("jfrConfigure", "stackdepth=" + depth);
  }

  private String invoke(String operation, String argument) throws JMException {
    return invoke(operation, new Object[] {new String[] {argument}}, SIGNATURE);
  }

  private String invoke(String operation, Object[] arguments, String[] signature)
      throws JMException {
    Object answer =
        bean == null
            ? ManagementFactory.getPlatformMBeanServer()
                .invoke(new ObjectName(SERVER_NAME), operation, arguments, signature)
            : bean.invoke(operation, arguments, signature);
    return (String) answer;
  }

  /** {@code null} where this JVM has no such bean. */
  private static DynamicMBean beanItself(Instrumentation instrumentation) {
    try {
      // loads the native half of the module
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
      Class<?> type = Class.forName(BEAN);
      instrumentation.redefineModule(
          type.getModule(),
          Set.of(),
          Map.of(),
          Map.of(type.getPackageName(), Set.of(DiagnosticCommand.class.getModule())),
          Set.of(),
          Map.of());
      Method make = type.getDeclaredMethod("getDiagnosticCommandMBean");
      make.setAccessible(true);
      DynamicMBean bean = (DynamicMBean) make.invoke(null);
      bean.getMBeanInfo(); // else it does not know its operations
      return bean;
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return null;
    }
  }
}
