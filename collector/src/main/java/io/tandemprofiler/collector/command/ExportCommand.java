package io.tandemprofiler.collector.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code export}: a call tree as a file that other programs open. */
@Command(name = "export", description = "Writes one merged call tree to a file.")
public final class ExportCommand implements Callable<Integer> {
  @Mixin private CollectorClient client;
  @Mixin private Selection selection;
  @Mixin private Sampled sampled;

  @Option(
      names = "--format",
      required = true,
      description = "${COMPLETION-CANDIDATES}: gzipped for pprof; HTML needs nothing else.")
  private Format format;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "Where to write to.")
  private Path output;

  @Override
  public Integer call() {
    List<Map.Entry<String, String>> parameters = selection.parameters();
    parameters.addAll(sampled.parameters());
    byte[] file = client.bytes("flamegraph." + format.ending, parameters);
    try {
      Files.write(output, file);
    } catch (IOException e) {
      throw new CommandException("cannot write " + output + ": " + e);
    }
    return 0;
  }

  /** By what a path of the API ends. */
  enum Format {
    PPROF("pb.gz"),
    COLLAPSED("collapsed"),
    SPEEDSCOPE("speedscope.json"),
    HTML("html");

    private final String ending;

    Format(String ending) {
      this.ending = ending;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
