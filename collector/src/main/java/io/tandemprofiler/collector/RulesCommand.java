package io.tandemprofiler.collector;

import io.tandemprofiler.collector.analysis.Analyst;
import io.tandemprofiler.collector.analysis.Recommendations;
import io.tandemprofiler.collector.analysis.Rule;
import io.tandemprofiler.collector.analysis.Rules;
import io.tandemprofiler.collector.exchange.FileImport;
import io.tandemprofiler.collector.exchange.FileImport.Imported;
import io.tandemprofiler.collector.exchange.ImportException;
import io.tandemprofiler.collector.store.Block;
import io.tandemprofiler.collector.store.Finding;
import io.tandemprofiler.collector.store.ProfileSelection;
import io.tandemprofiler.collector.store.Tenant;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Measure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rules}: the rules of recommendations; asks no collector. */
@Command(name = "rules", description = "Lists the rules of recommendations, and checks your own.")
final class RulesCommand {
  private static final String FILE = "file";

  @Spec private CommandSpec spec;

  @Command(name = "list", description = "Every rule; exit code 1 where one of yours has an error.")
  int list(
      @Option(
              names = "--rules",
              paramLabel = "DIR",
              description = "A folder of rules of your own, as 'serve' takes it.")
          Path own) {
    Rules rules = own == null ? Rules.builtIn() : Rules.builtIn().with(Rules.read(own));
    PrintWriter out = spec.commandLine().getOut();
    for (Rule rule : rules.rules()) {
      out.printf(
          "%-6s  %-6s  %-40s  %s%n",
          rule.advice().severity().word(), rule.runtime().word(), rule.id(), rule.advice().title());
    }
    return tellErrors(rules);
  }

  @Command(
      name = "test",
      description = {
        "Reads rules and names each error; exit code 1 where there is one.",
        "With --profile also says what they find in it."
      })
  int test(
      @Parameters(paramLabel = "FILE", arity = "1..*", description = "A rule, or a folder of them.")
          List<Path> files,
      @Option(
              names = "--profile",
              paramLabel = "FILE",
              description = "pprof, collapsed stacks or JFR, also gzipped.")
          Path profile) {
    Rules rules = new Rules(List.of(), List.of());
    for (Path file : files) {
      rules = rules.with(Rules.read(file));
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%d rules, %d errors%n", rules.rules().size(), rules.errors().size());
    int code = tellErrors(rules);
    return profile == null ? code : Math.max(code, judge(rules, profile));
  }

  private int tellErrors(Rules rules) {
    spec.commandLine().getOut().flush();
    rules.errors().forEach(error -> spec.commandLine().getErr().println(error));
    return rules.errors().isEmpty() ? 0 : 1;
  }

  private int judge(Rules rules, Path profile) {
    List<Imported> uploads;
    try {
      uploads = new FileImport(FILE, List.of(), null, Files.readAllBytes(profile), 1).read();
    } catch (ImportException | IOException e) {
      String reason = e instanceof IOException ? e.toString() : e.getMessage();
      spec.commandLine().getErr().println("tandem-collector: " + profile + ": " + reason);
      return 1;
    }
    Analyst.Seen seen =
        new Recommendations(rules.rules())
            .analyse(
                new ProfileSelection(Tenant.DEFAULT, FILE, 0, Long.MAX_VALUE, Map.of()),
                visitor -> uploads.forEach(one -> visitor.accept(Block.of(one.upload()))));
    PrintWriter out = spec.commandLine().getOut();
    rules.rules().stream()
        .map(Rule::measure)
        .distinct()
        .filter(measure -> uploads.stream().noneMatch(one -> counts(one, measure)))
        .forEach(measure -> out.printf("no %s in %s%n", measure.word(), profile));
    out.printf("%d findings in %,d samples%n", seen.findings().size(), seen.analysis().samples());
    for (Finding finding : seen.findings()) {
      out.printf(
          "%5.1f %%  %-40s  %s%n",
          finding.amount().share() * 100,
          finding.rule(),
          finding.place().map(RulesCommand::name).orElse("-"));
    }
    out.flush();
    return 0;
  }

  private static boolean counts(Imported imported, Measure measure) {
    return imported.upload().profile().series().stream()
        .anyMatch(series -> series.key().measure() == measure);
  }

  /** A terminal obeys control characters, and those that turn the direction of writing. */
  private static String name(Frame frame) {
    return frame.toString().replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\u2028\u2029]", "\uFFFD");
  }
}
