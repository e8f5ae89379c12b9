package io.tandemprofiler.collector;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A JVM of its own that runs a class of the tests' class path. */
public final class Program implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;

  private Program(Process process) {
    this.process = process;
    this.out = process.inputReader();
  }

  /** Starts; standard error goes to a file. */
  public static Program start(Path errors, Class<?> main, String... args) throws IOException {
    return start(errors, List.of(), main, args);
  }

  /** Starts by another command, which becomes the JVM in the end. */
  static Program start(Path errors, List<String> by, Class<?> main, String... args)
      throws IOException {
    List<String> command = new ArrayList<>(by);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1", // it does not run for long
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName()));
    command.addAll(List.of(args));
    return new Program(new ProcessBuilder(command).redirectError(errors.toFile()).start());
  }

  long pid() {
    return process.pid();
  }

  /** The next line, or {@code null} at the end. */
  public String line() throws IOException {
    return out.readLine();
  }

  /** All lines that are left, up to the end of the process. */
  public String rest() {
    try {
      return out.lines().collect(Collectors.joining("\n"));
    } catch (UncheckedIOException e) {
      return ""; // the pipe broke: it ended
    }
  }

  /** Asks it to end, as SIGTERM does. */
  public void terminate() {
    process.destroy();
  }

  /** Ends it at once, as SIGKILL does. */
  public void kill() {
    process.destroyForcibly();
  }

  /** Waits for the end. */
  public int exitCode() throws InterruptedException {
    return process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
