package io.tandemprofiler.bridge.program;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;

/** Runs the mixed program by a class loader of its own, which alone knows Jep, as servers do. */
public final class OwnLoaderProgram {
  private OwnLoaderProgram() {}

  public static void main(String[] arguments)
      throws MalformedURLException, ReflectiveOperationException {
    URL[] jars = new URL[2];
    for (int i = 0; i < jars.length; i++) {
      jars[i] = Path.of(arguments[i]).toUri().toURL();
    }
    ClassLoader loader = new URLClassLoader(jars, ClassLoader.getPlatformClassLoader());
    Class<?> program = loader.loadClass("io.tandemprofiler.bridge.program.MixedProgram");
    program
        .getMethod("main", String[].class)
        .invoke(null, (Object) new String[] {arguments[2], "1"});
  }
}
