package io.tandemprofiler.collector.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.FileNotFoundException;
import java.io.PrintWriter;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code import}: gives a running collector other profilers' files. */
@Command(
    name = "import",
    description = {
      "Stores profiles of other profilers: pprof, collapsed stacks, JFR, also gzipped.",
      "Names, lines, counts and times are kept, nothing else. The same file again within three",
      "years is stored once."
    })
public final class ImportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CollectorClient client;

  @Option(
      names = "--service",
      required = true,
      paramLabel = "NAME",
      description = "The service that they are of.")
  private String service;

  @Option(
      names = "--label",
      paramLabel = "NAME=VALUE",
      description = "To find them by. Repeatable.")
  private List<String> labels = List.of();

  @Option(
      names = "--format",
      description = "pprof, collapsed or jfr. Default: what a file looks like")
  private String format;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "What to import.")
  private List<Path> files;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    for (Path file : files) {
      JsonNode stored = store(file);
      out.printf(
          "%s: %s profiles, %s samples, at %s%n",
          file,
          Text.count(stored.get("profiles")),
          Text.count(stored.get("samples")),
          Text.time(stored.get("from_millis")));
      out.flush();
    }
    return 0;
  }

  private JsonNode store(Path file) {
    List<Map.Entry<String, String>> parameters = new ArrayList<>();
    parameters.add(Map.entry("service", service));
    labels.forEach(label -> parameters.add(Map.entry("label", label)));
    if (format != null) {
      parameters.add(Map.entry("format", format));
    }
    try {
      return client.post("import", parameters, BodyPublishers.ofFile(file));
    } catch (FileNotFoundException e) {
      throw new CommandException("cannot read " + file);
    } catch (CommandException e) {
      throw new CommandException(file + ": " + e.getMessage());
    }
  }
}
