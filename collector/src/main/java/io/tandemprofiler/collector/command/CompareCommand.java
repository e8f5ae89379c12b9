package io.tandemprofiler.collector.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code compare}: whether a service got dearer, and by which functions. */
@Command(
    name = "compare",
    description = {
      "Compares what two labels of a service cost for each second that their agents observed.",
      "Exit code 3 where --fail-above is exceeded, and where that is no chance: the interval of the"
          + " change (95 %%) must lie above 0.",
    })
public final class CompareCommand implements Callable<Integer> {
  private static final int EXCEEDED = 3;

  @Spec private CommandSpec spec;
  @Mixin private CollectorClient client;
  @Mixin private Selection selection;
  @Mixin private Sampled sampled;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "NAME=VALUE",
      description = "The label to compare with, as in version=1.4.")
  private String from;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "NAME=VALUE",
      description = "The label to judge, as in version=1.5.")
  private String to;

  @Option(
      names = "--fail-above",
      paramLabel = "PERCENT",
      converter = Percent.class,
      description = "As in 5%%: how much dearer it may get.")
  private Double failAbove;

  @Option(
      names = "--limit",
      defaultValue = "10",
      description = "Functions to print. Default: ${DEFAULT-VALUE}")
  private int limit;

  @Override
  public Integer call() {
    List<Map.Entry<String, String>> parameters = selection.parameters();
    parameters.addAll(sampled.parameters());
    parameters.add(Map.entry("before_label", from));
    parameters.add(Map.entry("after_label", to));
    parameters.add(Map.entry("scale", "per_second"));
    parameters.add(Map.entry("limit", "10000"));
    JsonNode answer = client.get("difference", parameters);
    requireProfiles(answer.get("before"), from);
    requireProfiles(answer.get("after"), to);
    PrintWriter out = spec.commandLine().getOut();
    print(out, answer);
    int code = judge(out, answer.get("change"));
    out.flush();
    return code;
  }

  private void requireProfiles(JsonNode side, String label) {
    if (!(side.get("per_second").asDouble() > 0)) {
      throw new CommandException(
          String.format(
              "nothing to compare: %s with %s has %d profiles and %d samples",
              selection.service(),
              label,
              side.get("profiles").asLong(),
              side.get("samples").asLong()));
    }
  }

  private void print(PrintWriter out, JsonNode answer) {
    String unit = answer.get("unit").asText();
    out.printf(
        "%s of %s for each second that an agent observed%n",
        answer.get("measure").asText(), Text.printable(selection.service()));
    printSide(out, from, answer.get("before"), unit);
    printSide(out, to, answer.get("after"), unit);
    out.printf("change: %s%n", change(answer.get("change")));
    JsonNode functions = answer.get("functions");
    int printed = 0;
    for (int i = 0; i < functions.get("low").size() && printed < limit; i++) {
      double low = functions.get("low").get(i).asDouble();
      double high = functions.get("high").get(i).asDouble();
      if (low > 0 || high < 0) {
        double change =
            functions.get("after").get(i).asDouble() - functions.get("before").get(i).asDouble();
        out.printf(
            "  %+.3g (95 %%: %+.3g to %+.3g) %s/s  %s%n",
            change, low, high, unit, Text.function(functions, i));
        printed++;
      }
    }
    if (printed == 0) {
      out.println("  no function changed by more than chance");
    }
  }

  private static void printSide(PrintWriter out, String label, JsonNode side, String unit) {
    out.printf(
        "  %s: %s (%s profiles, %s samples)%n",
        Text.printable(label),
        Text.value(side.get("per_second").asDouble(), unit),
        Text.count(side.get("profiles")),
        Text.count(side.get("samples")));
  }

  private static String change(JsonNode change) {
    String share = Text.signedPercent(change.get("share").asDouble());
    return change.get("high").isNull()
        ? share + " (too few profiles to say how sure that is)"
        : String.format(
            "%s (95 %%: %s to %s)",
            share,
            Text.signedPercent(change.get("low").asDouble()),
            Text.signedPercent(change.get("high").asDouble()));
  }

  private int judge(PrintWriter out, JsonNode change) {
    boolean isExceeded =
        failAbove != null
            && change.get("share").asDouble() > failAbove
            && change.get("low").asDouble() > 0;
    if (isExceeded) {
      out.printf(
          "fails: %s is above %s%n",
          Text.signedPercent(change.get("share").asDouble()), Text.percent(failAbove));
    }
    return isExceeded ? EXCEEDED : 0;
  }

  /** Reads shares. */
  static final class Percent implements ITypeConverter<Double> {
    private static final Pattern PERCENT = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,6})?)\\s?%");

    @Override
    public Double convert(String text) {
      Matcher percent = PERCENT.matcher(text);
      if (!percent.matches()) {
        throw new TypeConversionException("'" + text + "' is not as in 5% or 2.5%");
      }
      return Double.parseDouble(percent.group(1)) / 100;
    }
  }
}
