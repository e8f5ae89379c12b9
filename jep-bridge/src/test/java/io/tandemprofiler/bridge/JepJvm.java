package io.tandemprofiler.bridge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs a program with Jep and the agent in a JVM of its own, as a user would. Not thread-safe. */
final class JepJvm {
  private static final Path ROOT = Path.of(System.getProperty("tandem.root"));
  private static final Path MODULE = ROOT.resolve("jep-bridge");
  private static final Path BRIDGE = MODULE.resolve("target/tandem-jep-bridge.jar");
  private static final Path AGENT = ROOT.resolve("java-agent/target/tandem-java-agent.jar");
  private static final long PATIENCE_SECONDS = 120;
  private static final int WARNS_OF_NATIVE_CODE = 24;

  /** In an argument, for how long a program is to compute, try by try. */
  static final String SECONDS = "SECONDS";

  private static final List<String> TRIES = List.of("2", "8", "30");

  private final Path folder;
  private final Path packages;
  private final List<String> classPath = new ArrayList<>();
  private String settings = "";
  private String pythonPath;

  /**
   * @param folder for the files of this run
   */
  JepJvm(Path folder) {
    this.folder = folder;
    this.packages = packages();
    this.pythonPath = packages + ":" + MODULE.resolve("src/test/python");
    classPath.add(programs().toString());
    classPath.add(jepJar().toString());
    classPath.add(BRIDGE.toString());
  }

  /** Of the Python that `tools/jep` made for the tests. */
  private static Path packages() {
    Path packages = ROOT.resolve("build/jep/3.11/lib/python3.11/site-packages");
    if (!Files.exists(packages)) {
      throw new IllegalStateException("there is no Jep for these tests: run tools/jep 3.11");
    }
    return packages;
  }

  /** The classes of the programs. */
  Path programs() {
    return MODULE.resolve("target/test-classes");
  }

  Path jepJar() {
    try (Stream<Path> files = Files.list(packages.resolve("jep"))) {
      return files.filter(file -> file.toString().endsWith(".jar")).findAny().orElseThrow();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Further settings of the agent, as in {@code jep_hz=50,lines=off}. */
  JepJvm settings(String more) {
    settings += "," + more;
    return this;
  }

  /** Without Jep on the class path. */
  JepJvm withoutJep() {
    classPath.remove(jepJar().toString());
    return this;
  }

  /** This folder before all else that Python imports. */
  JepJvm pythonPath(Path first) {
    pythonPath = first + ":" + pythonPath;
    return this;
  }

  /**
   * Runs the program to its end, and again for longer where that has not shown what is wanted: what
   * is looked at while it computes is a matter of chance, and of how busy the machine is.
   *
   * @param arguments in which {@link #SECONDS} stands for the time
   */
  Ended runUntil(Predicate<Ended> isShown, Class<?> main, String... arguments) throws IOException {
    Ended ended = null;
    for (String seconds : TRIES) {
      Files.deleteIfExists(folder.resolve("audit.txt"));
      ended =
          run(
              main,
              Arrays.stream(arguments)
                  .map(each -> each.equals(SECONDS) ? seconds : each)
                  .toArray(String[]::new));
      if (isShown.test(ended)) {
        break;
      }
    }
    return ended;
  }

  /** Runs the program to its end. */
  Ended run(Class<?> main, String... arguments) throws IOException {
    Path audit = folder.resolve("audit.txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.add("-Xmx256m");
    if (Runtime.version().feature() >= WARNS_OF_NATIVE_CODE) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.add("-Djava.library.path=" + packages.resolve("jep"));
    command.add(
        "-javaagent:" + AGENT + "=service=test,collector=none,audit_file=" + audit + settings);
    command.addAll(List.of("-cp", String.join(":", classPath), main.getName()));
    command.addAll(List.of(arguments));
    Path output = folder.resolve("output.txt");
    Path errors = folder.resolve("errors.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile());
    builder.environment().put("PYTHONPATH", pythonPath);
    Process process = builder.start();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("still running: " + Files.readString(errors));
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw new IllegalStateException(e);
    }
    return new Ended(
        process.exitValue(),
        Files.readAllLines(output),
        Files.readAllLines(errors),
        Files.exists(audit) ? Files.readAllLines(audit) : List.of());
  }

  /** What is left of a program. */
  static final class Ended {
    final int exitCode;
    final List<String> output;
    final List<String> errors;

    /** Of all uploads together. */
    final List<String> audit;

    Ended(int exitCode, List<String> output, List<String> errors, List<String> audit) {
      this.exitCode = exitCode;
      this.output = output;
      this.errors = errors;
      this.audit = audit;
    }

    /**
     * What the agent said, but for how long it held the GIL: a machine that is busy takes longer.
     */
    List<String> said() {
      return errors.stream()
          .filter(line -> !line.contains("held the GIL"))
          .collect(Collectors.toList());
    }

    /** Whether such a stack was seen. */
    boolean has(Predicate<String> stack) {
      return stacks().stream().anyMatch(stack);
    }

    /** The stacks that were seen: functions, outermost first, and behind {@code |} how often. */
    List<String> stacks() {
      List<String> stacks = new ArrayList<>();
      List<String> path = new ArrayList<>();
      for (String line : audit) {
        String[] words = line.trim().split(" ", -1);
        if (words.length < 2 || !words[0].matches("[0-9]+")) {
          continue;
        }
        int depth = Integer.parseInt(words[0]);
        path.subList(Math.min(path.size(), Math.max(0, depth - 1)), path.size()).clear();
        if (depth > 0) {
          int bar = line.indexOf(" | ");
          String frame = (bar < 0 ? line : line.substring(0, bar)).trim();
          path.add(frame.substring(frame.indexOf(' ')).trim().replace("\"\" ", ""));
          if (bar >= 0) {
            stacks.add(String.join("; ", path) + line.substring(bar));
          }
        }
      }
      return stacks;
    }
  }
}
