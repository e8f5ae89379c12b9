package io.tandemprofiler.collector.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code query}: answers for a terminal. */
@Command(name = "query", description = "Asks a running collector, and prints a table.")
public final class QueryCommand {
  private static final String ORDER = "self or total. Default: ${DEFAULT-VALUE}";

  @Spec private CommandSpec spec;

  @Command(name = "services", description = "Which services there are.")
  int services(@Mixin CollectorClient client) {
    JsonNode answer = client.get("services", List.of());
    PrintWriter out = out();
    out.printf("%9s  %9s  %-20s  %s%n", "instances", "profiles", "last", "service");
    for (JsonNode service : answer.get("services")) {
      out.printf(
          "%9s  %9s  %20s  %s%n",
          Text.count(service.get("instances")),
          Text.count(service.get("profiles")),
          Text.time(service.get("last_millis")),
          Text.printable(service.get("service").asText()));
    }
    out.flush();
    return 0;
  }

  @Command(name = "top", description = "The most expensive functions.")
  int top(
      @Mixin CollectorClient client,
      @Mixin Selection selection,
      @Mixin Sampled sampled,
      @Option(names = "--order", defaultValue = "self", description = ORDER) String order,
      @Option(
              names = "--limit",
              defaultValue = "20",
              description = "Rows. Default: ${DEFAULT-VALUE}")
          int limit) {
    List<Map.Entry<String, String>> parameters = selection.parameters();
    parameters.addAll(sampled.parameters());
    JsonNode answer = client.get("functions", ranked(parameters, order, limit));
    PrintWriter out = out();
    out.printf(
        "%s of %s: %s in %s samples of %s profiles, %s functions%n",
        answer.get("measure").asText(),
        Text.printable(selection.service()),
        Text.value(answer.get("total").asDouble(), answer.get("unit").asText()),
        Text.count(answer.get("samples")),
        Text.count(answer.get("profiles")),
        Text.count(answer.get("functions").get("count")));
    printRanking(out, answer, answer.get("functions"), i -> Text.function(answer, i));
    return 0;
  }

  @Command(name = "lines", description = "The most expensive lines.")
  int lines(
      @Mixin CollectorClient client,
      @Mixin Selection selection,
      @Option(
              names = "--measure",
              defaultValue = "cpu_time",
              description = "cpu_time, wall_time, ... Default: ${DEFAULT-VALUE}")
          String measure,
      @Option(names = "--order", defaultValue = "self", description = ORDER) String order,
      @Option(
              names = "--limit",
              defaultValue = "20",
              description = "Rows. Default: ${DEFAULT-VALUE}")
          int limit) {
    List<Map.Entry<String, String>> parameters = selection.parameters();
    parameters.add(Map.entry("measure", measure));
    JsonNode answer = client.get("lines", ranked(parameters, order, limit));
    JsonNode lines = answer.get("lines");
    PrintWriter out = out();
    out.printf(
        "%s of %s: %s, %s lines%n",
        answer.get("measure").asText(),
        Text.printable(selection.service()),
        Text.value(answer.get("total").asDouble(), answer.get("unit").asText()),
        Text.count(lines.get("count")));
    printRanking(
        out,
        answer,
        lines,
        i -> Text.function(answer, i) + ":" + lines.get("lines").get(i).asInt());
    return 0;
  }

  @Command(name = "agents", description = "Which agents reported, what they cost and lost.")
  int agents(@Mixin CollectorClient client, @Mixin Selection selection) {
    JsonNode answer = client.get("agents", selection.parameters());
    PrintWriter out = out();
    out.printf(
        "%-20s  %8s  %7s  %-16s  %s%n", "last", "cost", "dropped", "sampler", "instance, version");
    for (JsonNode agent : answer.get("agents")) {
      double cost =
          (agent.get("agent_cpu_micros").asDouble() + agent.get("sampling_micros").asDouble())
              / (agent.get("observed_millis").asDouble() * 1000);
      long dropped = 0;
      for (JsonNode drop : agent.get("drops")) {
        dropped += drop.get("count").asLong();
      }
      out.printf(
          "%20s  %8s  %7d  %-16s  %s, %s%n",
          Text.time(agent.get("last_millis")),
          Text.percent(cost),
          dropped,
          agent.get("sampler").asText(),
          Text.printable(agent.get("instance").asText()),
          Text.printable(agent.get("agent_version").asText()));
    }
    out.flush();
    return 0;
  }

  private static List<Map.Entry<String, String>> ranked(
      List<Map.Entry<String, String>> parameters, String order, int limit) {
    List<Map.Entry<String, String>> all = new ArrayList<>(parameters);
    all.add(Map.entry("order", order));
    all.add(Map.entry("limit", "" + limit));
    return all;
  }

  private static void printRanking(PrintWriter out, JsonNode answer, JsonNode rows, Name name) {
    double total = answer.get("total").asDouble();
    out.printf("%9s  %9s%n", "self", "total");
    for (int i = 0; i < rows.get("self").size(); i++) {
      out.printf(
          "%9s  %9s  %s%n",
          Text.percent(rows.get("self").get(i).asDouble() / total),
          Text.percent(rows.get("total").get(i).asDouble() / total),
          name.of(i));
    }
    out.flush();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** What a row is called. */
  private interface Name {
    String of(int row);
  }
}
