package io.tandemprofiler.collector.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code configure}: asks something else of agents, and says what is asked. */
@Command(
    name = "configure",
    description = {
      "Asks something else of the agents of a service, within a minute; without settings it says"
          + " what is asked now, and who changed it.",
      "Agents never raise a limit that was set where they run.",
    })
public final class ConfigureCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CollectorClient client;

  @ArgGroup(multiplicity = "1")
  private Whose whose;

  @Option(
      names = "--by",
      defaultValue = "${sys:user.name}",
      description = "Who asks, for the log. Default: ${DEFAULT-VALUE}")
  private String by;

  @Parameters(
      paramLabel = "SETTING=VALUE",
      description =
          "enabled=true|false, cpu_hz, wall_hz, report_seconds, max_depth; 0 leaves a number to the"
              + " agent.")
  private List<String> settings = List.of();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<Map.Entry<String, String>> parameters = new ArrayList<>();
    if (whose.service != null) {
      parameters.add(Map.entry("service", whose.service));
    }
    if (settings.isEmpty()) {
      print(out, client.get("settings", parameters));
      printChanges(out, client.get("settings/changes", List.of()));
    } else {
      parameters.add(Map.entry("by", by));
      for (String setting : settings) {
        int equals = setting.indexOf('=');
        if (equals < 1) {
          throw new ParameterException(
              spec.commandLine(), "'" + setting + "' is not SETTING=VALUE");
        }
        parameters.add(Map.entry(setting.substring(0, equals), setting.substring(equals + 1)));
      }
      print(out, client.post("settings", parameters));
    }
    out.flush();
    return 0;
  }

  private void print(PrintWriter out, JsonNode answer) {
    out.printf(
        "%s: %s%n",
        whose.service == null ? "all services" : Text.printable(whose.service),
        words(answer.get("settings")));
    out.printf("agents are told: %s%n", words(answer.get("effective")));
  }

  private void printChanges(PrintWriter out, JsonNode answer) {
    for (JsonNode change : answer.get("changes")) {
      String service = change.get("service").asText();
      if (service.isEmpty() || service.equals(whose.service)) {
        out.printf(
            "%s  %s (%s), %s: %s%n",
            Text.time(change.get("at_millis")),
            Text.printable(change.get("by").asText()),
            change.get("address").asText(),
            service.isEmpty() ? "all services" : Text.printable(service),
            words(change.get("after")));
      }
    }
  }

  /** What is not left to the agent. */
  private static String words(JsonNode settings) {
    List<String> words = new ArrayList<>();
    if (!settings.get("enabled").asBoolean()) {
      words.add("enabled=false");
    }
    for (String name : List.of("cpu_hz", "wall_hz", "report_seconds", "max_depth")) {
      if (settings.get(name).asInt() > 0) {
        words.add(name + "=" + settings.get(name).asInt());
      }
    }
    return words.isEmpty() ? "as the agents are set" : String.join(" ", words);
  }

  /** Of one service or of all. */
  static final class Whose {
    @Option(names = "--service", paramLabel = "NAME", description = "The service.")
    private String service;

    @Option(names = "--all", description = "All services.")
    @SuppressWarnings("unused") // that it is given is enough
    private boolean all;
  }
}
