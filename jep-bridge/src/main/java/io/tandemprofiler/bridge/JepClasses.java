package io.tandemprofiler.bridge;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Field;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;

/** Finds the application's Jep, and loads nothing of it before. One thread uses it. */
final class JepClasses {
  private static final String JEP = "jep.Jep";
  private static final String SHARED = "jep.SharedInterpreter";
  private static final String SUB = "jep.SubInterpreter";

  private final Instrumentation instrumentation;
  private boolean loaded;
  private boolean subLoaded;
  private Class<?> shared;

  /**
   * @param instrumentation {@code null} where the JVM gave none
   */
  JepClasses(Instrumentation instrumentation) {
    this.instrumentation = instrumentation;
  }

  /**
   * Looks for them: where there is no Jep at no cost. The JVM remembers the name of each class that
   * is asked for it, and so holds more for each that the application has.
   */
  void look() {
    if (!ThreadsHere.areOfJep()) {
      return;
    }
    if (instrumentation == null) {
      lookAtThreads();
      return;
    }
    for (Class<?> each : instrumentation.getAllLoadedClasses()) {
      switch (each.getName()) {
        case JEP:
          loaded = true;
          break;
        case SUB:
          subLoaded = true;
          break;
        case SHARED:
          see(each);
          break;
        default:
      }
    }
  }

  /** Whether the application has loaded Jep. */
  boolean areLoaded() {
    return loaded;
  }

  /** Whether it has loaded interpreters in which nothing of ours may live. */
  boolean haveSub() {
    return subLoaded;
  }

  /** That of shared interpreters, once the application has made one; {@code null} before. */
  Class<?> shared() {
    return shared;
  }

  /** Where a stack shows Jep, its classes are loaded, by one of these loaders if any is known. */
  private void lookAtThreads() {
    Set<ClassLoader> loaders = new LinkedHashSet<>();
    Thread.getAllStackTraces()
        .forEach(
            (thread, stack) -> {
              if (Stream.of(stack).anyMatch(JepClasses::isOfJep)) {
                loaded = true;
                loaders.add(thread.getContextClassLoader());
                loaders.add(ClassLoader.getSystemClassLoader());
              }
            });
    for (ClassLoader loader : loaders) {
      try {
        see(Class.forName(SHARED, false, loader));
      } catch (ClassNotFoundException | LinkageError e) {
        // the next one may know it
      }
    }
  }

  private static boolean isOfJep(StackTraceElement call) {
    return JepNames.entersPython(call.getClassName(), call.getMethodName());
  }

  private void see(Class<?> found) {
    if (isInUse(found)) {
      shared = found;
    }
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
