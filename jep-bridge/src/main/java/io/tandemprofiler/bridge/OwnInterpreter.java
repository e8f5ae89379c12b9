package io.tandemprofiler.bridge;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The SharedInterpreter in which threads are looked at. The thread that makes it alone uses it.
 *
 * <p>It is never closed, which would collect the application's garbage on that thread, and run the
 * destructors in it, while the GIL is held: it costs nothing without a thread.
 *
 * <p>Jep's classes are called by name: whichever loader has them, and whichever version they are.
 */
final class OwnInterpreter {
  private static final String LOOK = "tandem_look";

  private final Object interpreter;
  private final Method invoke;
  private final Calming calming;

  private OwnInterpreter(Object interpreter, Method invoke, Calming calming) {
    this.interpreter = interpreter;
    this.invoke = invoke;
    this.calming = calming;
  }

  /**
   * Python does not do what is asked; the message says why, and holds none of the application's.
   */
  static final class UnusableException extends Exception {
    private static final long serialVersionUID = 1;

    UnusableException(String message) {
      super(message);
    }
  }

  /**
   * Opens one.
   *
   * @param shared of which the application has made one
   * @param calming is told when a look is in a hurry
   */
  static OwnInterpreter open(Class<?> shared, boolean generatedNames, Calming calming)
      throws UnusableException, IOException {
    try {
      Method invoke = shared.getMethod("invoke", String.class, Object[].class);
      Method exec = shared.getMethod("exec", String.class);
      OwnInterpreter opened =
          new OwnInterpreter(shared.getConstructor().newInstance(), invoke, calming);
      exec.invoke(opened.interpreter, PythonSource.of(PythonSource.BOOT));
      for (String module : PythonSource.MODULES) {
        opened.call("tandem_load", module, PythonSource.of(module));
      }
      exec.invoke(
          opened.interpreter,
          "from _tandem_bridge.mixed import open_mixed as tandem_open, refusal as tandem_refusal,"
              + " runtime_range as tandem_range, tandem_look");
      String refusal = (String) opened.call("tandem_refusal");
      if (!refusal.isEmpty()) {
        throw new UnusableException(refusal);
      }
      opened.call(
          "tandem_open",
          jvmLibrary(),
          Hold.class.getName(),
          Gil.class.getName(),
          Gil.HURRY_MICROS,
          generatedNames);
      return opened;
    } catch (ReflectiveOperationException | LinkageError e) {
      throw unusable(e);
    }
  }

  private static String jvmLibrary() throws UnusableException {
    for (String kind : new String[] {"server", "client", "minimal"}) {
      Path library = Path.of(System.getProperty("java.home"), "lib", kind, "libjvm.so");
      if (Files.exists(library)) {
        return library.toString();
      }
    }
    throw new UnusableException("the JVM's library is not where its home is");
  }

  /** Where the interpreter's global state begins, and how many bytes it has; 0 if not known. */
  long[] runtimeRange() throws UnusableException {
    String[] words = ((String) call("tandem_range")).split(" ", -1);
    return new long[] {Long.parseLong(words[0]), Long.parseLong(words[1])};
  }

  /**
   * Looks at threads, and calls {@link Hold#take} meanwhile.
   *
   * @param window numbers the window that is open
   * @param wanted both numbers of each thread, Python's and the system's
   */
  byte[] look(int window, String wanted) throws UnusableException {
    Object answer = wanted.isEmpty() ? call(LOOK, window, wanted, 0) : lookInAHurry(window, wanted);
    if (answer instanceof byte[]) {
      return (byte[]) answer;
    }
    throw new UnusableException(String.valueOf(answer));
  }

  private Object lookInAHurry(int window, String wanted) throws UnusableException {
    Gil gil = Gil.current();
    try {
      long micros = gil.hurry();
      calming.begin();
      return call(LOOK, window, wanted, micros); // which ends the hurry when it has the GIL
    } finally {
      gil.calm();
    }
  }

  private Object call(String function, Object... arguments) throws UnusableException {
    try {
      return invoke.invoke(interpreter, function, arguments);
    } catch (ReflectiveOperationException | LinkageError e) {
      throw unusable(e);
    }
  }

  /** Never the message of an error itself, which may hold anything; of ours the kind is enough. */
  private static UnusableException unusable(Throwable error) {
    Throwable cause = error instanceof InvocationTargetException ? error.getCause() : error;
    String message = String.valueOf(cause.getMessage());
    int kind = message.indexOf(": ");
    boolean python = cause.getClass().getName().equals("jep.JepException") && kind > 0;
    return new UnusableException(
        python ? "Python raises " + message.substring(0, kind) : cause.getClass().getName());
  }
}
