package io.tandemprofiler.agent.sampler;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import one.profiler.AsyncProfiler;
import one.profiler.AsyncProfilerMXBean;

/**
 * Brings async-profiler's native library into the JVM for the agent alone.
 *
 * <p>The JVM looks for a class's native methods in every library that the class's loader has
 * loaded. Were the agent's one loaded by the application's loader, an async-profiler of the
 * application's would find its methods there, and be told that it runs already.
 */
final class LoaderApart extends ClassLoader {
  private static final Class<AsyncProfiler> ORIGINAL = AsyncProfiler.class;

  private LoaderApart() {
    super("tandem", ORIGINAL.getClassLoader());
  }

  /**
   * Loads the library for a class of its own.
   *
   * @throws LinkageError where the JVM cannot load this file
   */
  static AsyncProfilerMXBean load(Path library) throws IOException {
    try {
      return (AsyncProfilerMXBean)
          new LoaderApart()
              .copy()
              .getMethod("getInstance", String.class)
              .invoke(null, library.toString());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof LinkageError) {
        throw (LinkageError) e.getCause();
      }
      throw new IOException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IOException(e);
    }
  }

  private Class<?> copy() throws IOException {
    String file = ORIGINAL.getName().replace('.', '/') + ".class";
    try (InputStream original = getResourceAsStream(file)) {
      byte[] bytes = original.readAllBytes();
      return defineClass(
          ORIGINAL.getName(), bytes, 0, bytes.length, ORIGINAL.getProtectionDomain());
    }
  }
}
