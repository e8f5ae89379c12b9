package io.tandemprofiler.collector.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** What of the profiles a command is about; to be mixed into commands. */
final class Sampled {
  @Option(
      names = "--measure",
      defaultValue = "cpu_time",
      description =
          "cpu_time, wall_time, lock_time, allocated_bytes or samples. Default: ${DEFAULT-VALUE}")
  private String measure;

  @Option(
      names = "--state",
      description = "Of wall time: running, io, waiting, blocked, ... Repeatable.")
  private List<String> states = List.of();

  /** Parameters of the API. */
  List<Map.Entry<String, String>> parameters() {
    List<Map.Entry<String, String>> parameters = new ArrayList<>();
    parameters.add(Map.entry("measure", measure));
    states.forEach(state -> parameters.add(Map.entry("state", state)));
    return parameters;
  }
}
