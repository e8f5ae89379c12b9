package io.tandemprofiler.collector.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code findings}: what analyses found in a service. */
@Command(
    name = "findings",
    description = {
      "Says what was found in the profiles of a service and is open: recommendations and more.",
      "Exit code 3 where --fail-at is given and a finding as severe is among them.",
    })
public final class FindingsCommand implements Callable<Integer> {
  private static final int EXCEEDED = 3;

  @Spec private CommandSpec spec;
  @Mixin private CollectorClient client;

  @Option(names = "--service", required = true, paramLabel = "NAME", description = "The service.")
  private String service;

  @Option(
      names = "--last",
      defaultValue = "24h",
      paramLabel = "TIME",
      converter = Span.class,
      description = "Only what was seen within it, as in 12h or 7d. Default: ${DEFAULT-VALUE}")
  private Duration last;

  @Option(
      names = "--severity",
      defaultValue = "low",
      description = "At least: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
  private Severity severity;

  @Option(
      names = "--fail-at",
      paramLabel = "SEVERITY",
      description = "The severity from which on a finding is a failure.")
  private Severity failAt;

  @Option(
      names = "--analyse",
      description = "Analyses what was reported within --last first; else hourly analysis tells.")
  private boolean analyse;

  @Option(names = "--json", description = "Prints the collector's answer for programs.")
  private boolean json;

  @Override
  public Integer call() {
    long now = Clock.systemUTC().millis();
    long from = Math.max(0, now - last.toMillis());
    JsonNode answer =
        analyse
            ? client.post(
                "findings/analyse",
                List.of(
                    Map.entry("service", service),
                    Map.entry("from_millis", "" + from),
                    Map.entry("to_millis", "" + (now + 1))))
            : client.get("findings", List.of(Map.entry("service", service)));
    List<JsonNode> open = new ArrayList<>();
    for (JsonNode finding : answer.get("findings")) {
      boolean isAsked =
          finding.get("status").asText().equals("open")
              && finding.get("to_millis").asLong() > from
              && severity(finding).compareTo(severity) >= 0;
      if (isAsked) {
        open.add(finding);
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(answer);
    } else {
      print(out, open, answer.get("checked"));
    }
    out.flush();
    boolean fails =
        failAt != null && open.stream().anyMatch(one -> severity(one).compareTo(failAt) >= 0);
    return fails ? EXCEEDED : 0;
  }

  private void print(PrintWriter out, List<JsonNode> findings, JsonNode checked) {
    out.printf("%d open findings of %s%n", findings.size(), Text.printable(service));
    for (JsonNode analysis : checked) {
      out.printf(
          "looked for: %s, %s checks of %s samples from %s to %s%n",
          analysis.get("kind").asText(),
          Text.count(analysis.get("checks")),
          Text.count(analysis.get("samples")),
          Text.time(analysis.get("from_millis")),
          Text.time(analysis.get("to_millis")));
    }
    if (checked.isEmpty()) {
      out.println("nothing was analysed yet: see --analyse");
    }
    for (JsonNode finding : findings) {
      out.printf(
          "%n%-6s  %7s of %s  %s%n",
          finding.get("severity").asText(),
          Text.percent(finding.get("share").asDouble()),
          Text.printable(finding.get("measure").asText()),
          Text.printable(finding.get("title").asText()));
      if (!finding.get("place").isNull()) {
        out.printf("        in %s%n", function(finding.get("place")));
      }
      out.printf(
          "        %s%n        %s%n",
          Text.printable(finding.get("why").asText()), Text.printable(finding.get("fix").asText()));
    }
  }

  private static String function(JsonNode frame) {
    String owner = frame.get("owner").asText();
    String function = frame.get("function").asText();
    return Text.printable(owner.isEmpty() ? function : owner + "." + function);
  }

  private static Severity severity(JsonNode finding) {
    return Severity.valueOf(finding.get("severity").asText().toUpperCase(Locale.ROOT));
  }

  /** As the API knows them, ascending. */
  enum Severity {
    LOW,
    MEDIUM,
    HIGH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
