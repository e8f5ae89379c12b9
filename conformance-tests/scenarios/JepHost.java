import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import jep.JepConfig;
import jep.NamingConventionClassEnquirer;
import jep.SharedInterpreter;

/**
 * Runs the scenarios that it is given in Python inside this JVM, each on a thread of its own, until
 * its input ends. Of one that has a class {@code Mixed} that takes the first step.
 */
public final class JepHost {
  public static void main(String[] cases) throws Exception {
    // Else Jep would take a scenario's Python package for its Java one.
    SharedInterpreter.setConfig(
        new JepConfig().setClassEnquirer(new NamingConventionClassEnquirer()));
    for (String name : cases) {
      Thread thread = new Thread(() -> run(name));
      thread.setDaemon(true);
      thread.start();
    }
    while (System.in.read() >= 0) {}
  }

  private static void run(String name) {
    try (SharedInterpreter python = interpreter()) {
      python.exec("from " + name + ".scenario import *");
      Method mixed = mixed(name);
      if (mixed == null) {
        python.invoke("main");
      } else {
        mixed.invoke(null, python);
      }
    } catch (IllegalAccessException | InvocationTargetException failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** One after the other: Jep does not make its first ones at once. */
  private static synchronized SharedInterpreter interpreter() {
    return new SharedInterpreter();
  }

  private static Method mixed(String name) {
    try {
      return Class.forName(name + ".Mixed").getMethod("main", SharedInterpreter.class);
    } catch (ClassNotFoundException isPython) {
      return null;
    } catch (NoSuchMethodException wrong) {
      throw new IllegalStateException(wrong);
    }
  }
}
