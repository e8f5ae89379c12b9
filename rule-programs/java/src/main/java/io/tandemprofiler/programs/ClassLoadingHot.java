package io.tandemprofiler.programs;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;

/** A plug-in that is loaded for each request; or once, and asked for by its name. */
final class ClassLoadingHot {
  private static final String PLUG_IN = ClassLoadingHot.class.getName() + "$Discount";

  private ClassLoadingHot() {}

  public static void main(String[] args) {
    new Thread(() -> serve(args), "requests").start(); // as all of this may well be while it starts
  }

  private static void serve(String[] args) {
    try (URLClassLoader kept = loader()) {
      Program.run(args, ClassLoadingHot::trigger, () -> use(kept));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void trigger() throws Exception {
    try (URLClassLoader loader = loader()) {
      use(loader);
    }
  }

  private static void use(ClassLoader loader) throws ReflectiveOperationException {
    Program.keep(loader.loadClass(PLUG_IN).getConstructors()[0].newInstance());
  }

  private static URLClassLoader loader() throws IOException {
    String classes = System.getProperty("java.class.path").split(":")[0];
    URL[] urls = {Path.of(classes).toUri().toURL()};
    return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
  }

  /** What is loaded. */
  public static final class Discount {
    public Discount() {}
  }
}
