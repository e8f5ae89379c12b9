package io.tandemprofiler.agent;

import io.tandemprofiler.agent.sampler.Sampler;
import io.tandemprofiler.agent.sampler.SamplerExtension;
import io.tandemprofiler.agent.sampler.Surroundings;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * What lets the JVM's sampler see more: extensions on the class path, else in the jars that lie
 * beside the agent's own. Of the agent's thread.
 */
final class Extensions {
  private static final String JARS = "tandem-*-bridge*.jar";
  private static ClassLoader beside;

  private Extensions() {}

  /** The sampler, extended by all that are found; by none that fails, which is one line. */
  static Sampler extend(Sampler jvm, Surroundings surroundings) {
    ClassLoader own = SamplerExtension.class.getClassLoader();
    Sampler extended = extend(jvm, own, surroundings);
    if (extended == jvm) {
      extended = extend(jvm, beside(own), surroundings);
    }
    if (extended == jvm && surroundings.setting("jep").equals("on")) {
      surroundings.log(
          "jep=on, but no tandem-jep-bridge.jar is on the class path or beside the agent's jar");
    }
    return extended;
  }

  private static Sampler extend(Sampler jvm, ClassLoader loader, Surroundings surroundings) {
    Sampler extended = jvm;
    try {
      for (SamplerExtension extension : ServiceLoader.load(SamplerExtension.class, loader)) {
        extended = extension.extend(extended, surroundings);
      }
    } catch (ServiceConfigurationError | RuntimeException | LinkageError e) {
      surroundings.log("an extension of the sampler fails: " + e.getClass().getName());
    }
    return extended;
  }

  /** Made once: what it loads stays as long as the JVM does. */
  private static synchronized ClassLoader beside(ClassLoader own) {
    if (beside == null) {
      beside = new URLClassLoader("tandem-extensions", jarsBeside(), own);
    }
    return beside;
  }

  /** None where they cannot be looked for. */
  private static URL[] jarsBeside() {
    List<URL> jars = new ArrayList<>();
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(OwnJar.path().toAbsolutePath().getParent(), JARS)) {
      for (Path jar : found) {
        jars.add(jar.toUri().toURL());
      }
    } catch (IOException | DirectoryIteratorException | SecurityException e) {
      return new URL[0];
    }
    return jars.toArray(new URL[0]);
  }
}
