package io.tandemprofiler.collector.command;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which profiles a command is about; to be mixed into commands. */
final class Selection {
  @Option(names = "--service", required = true, paramLabel = "NAME", description = "The service.")
  private String service;

  @Option(
      names = "--last",
      defaultValue = "1h",
      paramLabel = "TIME",
      converter = Span.class,
      description = "As in 90s, 30m, 1h or 7d. Default: ${DEFAULT-VALUE}")
  private Duration last;

  @Option(
      names = "--label",
      paramLabel = "NAME=VALUE",
      description = "Repeatable: every name, any of its values.")
  private List<String> labels = List.of();

  /** Parameters of the API; the range ends now, this millisecond included. */
  List<Map.Entry<String, String>> parameters() {
    long now = Clock.systemUTC().millis();
    List<Map.Entry<String, String>> parameters = new ArrayList<>();
    parameters.add(Map.entry("service", service));
    parameters.add(Map.entry("from_millis", "" + Math.max(0, now - last.toMillis())));
    parameters.add(Map.entry("to_millis", "" + (now + 1)));
    labels.forEach(label -> parameters.add(Map.entry("label", label)));
    return parameters;
  }

  String service() {
    return service;
  }
}
