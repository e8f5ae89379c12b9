package io.tandemprofiler.bridge;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Field;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Finds the application's Jep once it is in use, and loads nothing of it before. Thread-safe. */
final class JepClasses {
  private static final String SHARED = "jep.SharedInterpreter";

  private JepClasses() {}

  /**
   * The class of shared interpreters of which the application has made one; {@code null} as long as
   * there is none.
   *
   * @param instrumentation {@code null} where the JVM gave none
   */
  static Class<?> shared(Instrumentation instrumentation) {
    if (instrumentation == null) {
      return ofAThreadInJep();
    }
    for (Class<?> each : instrumentation.getAllLoadedClasses()) {
      if (each.getName().equals(SHARED) && isInUse(each)) {
        return each;
      }
    }
    return null;
  }

  /** Where a stack shows Jep, its classes are loaded, by one of these loaders if any is known. */
  private static Class<?> ofAThreadInJep() {
    Set<ClassLoader> loaders = new LinkedHashSet<>();
    for (Map.Entry<Thread, StackTraceElement[]> each : Thread.getAllStackTraces().entrySet()) {
      for (StackTraceElement frame : each.getValue()) {
        if (JepNames.entersPython(frame.getClassName(), frame.getMethodName())) {
          loaders.add(each.getKey().getContextClassLoader());
          loaders.add(ClassLoader.getSystemClassLoader());
          break;
        }
      }
    }
    for (ClassLoader loader : loaders) {
      try {
        Class<?> found = Class.forName(SHARED, false, loader);
        if (isInUse(found)) {
          return found;
        }
      } catch (ClassNotFoundException | LinkageError e) {
        // the next one may know it
      }
    }
    return null;
  }

  /** Jep itself remembers whether one was made: from then on nobody can configure them. */
  private static boolean isInUse(Class<?> shared) {
    try {
      Field initialized = shared.getDeclaredField("initialized");
      initialized.setAccessible(true);
      return initialized.getBoolean(null);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return false;
    }
  }
}
