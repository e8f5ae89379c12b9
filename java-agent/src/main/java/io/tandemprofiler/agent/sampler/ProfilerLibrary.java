package io.tandemprofiler.agent.sampler;

import static java.nio.file.StandardOpenOption.WRITE;

import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.Names;
import io.tandemprofiler.model.SamplerReason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import one.profiler.AsyncProfiler;
import one.profiler.AsyncProfilerMXBean;

/** async-profiler's native library, out of the agent's jar. Immutable. */
final class ProfilerLibrary {
  private static ProfilerLibrary loaded;

  private final AsyncProfilerMXBean profiler;
  private final String name;

  private ProfilerLibrary(AsyncProfilerMXBean profiler, String name) {
    this.profiler = profiler;
    this.name = name;
  }

  AsyncProfilerMXBean profiler() {
    return profiler;
  }

  /** What stacks in the library's own threads call it. */
  String name() {
    return name;
  }

  /** Loads it; later calls give the same. Leaves no file behind. */
  static synchronized ProfilerLibrary load() throws SamplerUnavailableException {
    if (loaded == null) {
      loaded = loadFromJar();
    }
    return loaded;
  }

  private static ProfilerLibrary loadFromJar() throws SamplerUnavailableException {
    String resource = "/" + platform() + "/libasyncProfiler.so";
    try {
      return PrivateFile.use(fileName(), file -> load(resource, file));
    } catch (IOException | LinkageError | SecurityException e) {
      throw unavailable(reasonOf(e), e);
    }
  }

  private static ProfilerLibrary load(String resource, Path file) throws IOException {
    try (InputStream library = AsyncProfiler.class.getResourceAsStream(resource)) {
      if (library == null) {
        throw new IOException("the jar holds no " + resource);
      }
      deleteWhereTheJvmEndsMeanwhile(file);
      try (OutputStream copy = Files.newOutputStream(file, WRITE)) { // Files.copy makes an open one
        library.transferTo(copy);
      }
      return new ProfilerLibrary(
          LoaderApart.load(file),
          new Frame(Language.NATIVE, file.toString(), Names.UNKNOWN).owner());
    } catch (UnsatisfiedLinkError e) {
      // a directory mounted noexec says so only here; the next may do
      throw new IOException(e);
    }
  }

  private static void deleteWhereTheJvmEndsMeanwhile(Path file) throws IOException {
    try {
      file.toFile().deleteOnExit();
    } catch (IllegalStateException e) {
      throw new IOException("the JVM is ending", e);
    }
  }

  /** What the JVM's report of a crash calls it: so the next run knows which agent brought it. */
  private static String fileName() {
    String version = ProfilerLibrary.class.getPackage().getImplementationVersion();
    return "-libasyncProfiler" + (version == null ? "" : "-" + version) + ".so";
  }

  private static String platform() throws SamplerUnavailableException {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    if (os.contains("linux") && processor.equals("amd64")) {
      return "linux-x64";
    }
    if (os.contains("linux") && processor.equals("aarch64")) {
      return "linux-arm64";
    }
    throw unavailable("there is no library for " + os + " on " + processor, null);
  }

  /** Never a message: it holds where the library was to lie. */
  private static String reasonOf(Throwable e) {
    Throwable[] places = e.getSuppressed();
    Throwable first = places.length == 0 ? e : places[0];
    return "its library cannot be loaded (" + first.getClass().getSimpleName() + ")";
  }

  private static SamplerUnavailableException unavailable(String why, Throwable cause) {
    return new SamplerUnavailableException(SamplerReason.LIBRARY_UNAVAILABLE, why, cause);
  }
}
