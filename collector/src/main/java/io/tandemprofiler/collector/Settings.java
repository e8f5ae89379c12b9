package io.tandemprofiler.collector;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * What {@code serve} is told by a file and by the environment, which wins over the file; the
 * command line wins over both. The options of {@code serve} are the one table of what there is to
 * set, and judge what is set. Immutable.
 */
final class Settings implements IDefaultValueProvider {
  private static final String VARIABLE_PREFIX = "TANDEM_COLLECTOR_";

  private static final int MAX_EDITS = 3;

  /** What Kubernetes tells every container of a service that is named tandem-collector. */
  private static final String LINK_OF_KUBERNETES = "tcp://";

  private final Map<String, Setting> byName;
  private final List<String> errors;

  private Settings(Map<String, Setting> byName, List<String> errors) {
    this.byName = Map.copyOf(byName);
    this.errors = List.copyOf(errors);
  }

  /** Those for a command line, whose {@code --config} names the file. */
  static Settings of(String[] arguments, Map<String, String> environment) {
    SettingsOption option = new SettingsOption();
    try {
      new CommandLine(option)
          .setUnmatchedArgumentsAllowed(true)
          .setDefaultValueProvider(argument -> variable(argument, environment))
          .parseArgs(arguments);
    } catch (ParameterException e) {
      return new Settings(Map.of(), List.of()); // serve refuses the same
    }
    return of(option.file(), environment);
  }

  static Settings of(Optional<Path> file, Map<String, String> environment) {
    Map<String, Setting> byName = new HashMap<>();
    List<String> errors = new ArrayList<>();
    Optional<SettingsFile> read = file.map(SettingsFile::read);
    read.ifPresent(settings -> errors.addAll(settings.errors()));
    Stream.concat(read.stream().flatMap(settings -> settings.settings().stream()), of(environment))
        .forEach(
            setting -> {
              objection(setting)
                  .ifPresentOrElse(errors::add, () -> byName.put(setting.name(), setting));
            });
    return new Settings(byName, errors);
  }

  /** As in {@code collector.yaml:3: 'prot' is not known; there is 'port'}. */
  List<String> errors() {
    return errors;
  }

  @Override
  public String defaultValue(ArgSpec argument) {
    Setting setting = argument instanceof OptionSpec option ? byName.get(nameOf(option)) : null;
    return setting == null ? null : setting.value();
  }

  private static Stream<Setting> of(Map<String, String> environment) {
    return spec().options().stream()
        .filter(Settings::isSetting)
        .flatMap(
            option ->
                Stream.ofNullable(variable(option, environment))
                    .map(value -> new Setting(nameOf(option), value, nameOfVariable(option))));
  }

  /** What is empty is not set. */
  private static String variable(ArgSpec argument, Map<String, String> environment) {
    if (!(argument instanceof OptionSpec option)) {
      return null;
    }
    String value = environment.getOrDefault(nameOfVariable(option), "");
    return value.isEmpty() || value.startsWith(LINK_OF_KUBERNETES) ? null : value;
  }

  private static Optional<String> objection(Setting setting) {
    OptionSpec option = spec().findOption("--" + setting.name());
    if (option == null || !isSetting(option)) {
      return Optional.of(
          setting.origin() + ": '" + setting.name() + "' is not known" + nearest(setting.name()));
    }
    try {
      new CommandLine(new ServeCommand()).parseArgs("--" + setting.name() + "=" + setting.value());
      return Optional.empty();
    } catch (ParameterException e) {
      return Optional.of(setting.origin() + ": " + e.getMessage());
    }
  }

  /** Empty where nothing is so near that it can be meant. */
  private static String nearest(String name) {
    return spec().options().stream()
        .filter(Settings::isSetting)
        .map(Settings::nameOf)
        .min(Comparator.comparingInt(known -> edits(name, known)))
        .filter(known -> edits(name, known) <= MAX_EDITS)
        .map(known -> "; there is '" + known + "'")
        .orElse("");
  }

  /**
   * How many letters must be put in, left out, replaced or moved one place: the distance of OSA.
   */
  private static int edits(String from, String to) {
    int[][] edits = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        if (i == 0 || j == 0) {
          edits[i][j] = i + j;
          continue;
        }
        int replaced = edits[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        edits[i][j] = Math.min(replaced, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
        }
      }
    }
    return edits[from.length()][to.length()];
  }

  /** Not those that only a command line can have. */
  private static boolean isSetting(OptionSpec option) {
    return option != null
        && !option.usageHelp()
        && !option.versionHelp()
        && !nameOf(option).equals(SettingsOption.NAME);
  }

  private static String nameOf(OptionSpec option) {
    return option.longestName().replaceFirst("^--", "");
  }

  private static String nameOfVariable(OptionSpec option) {
    return VARIABLE_PREFIX + nameOf(option).replace('-', '_').toUpperCase(Locale.ROOT);
  }

  private static CommandSpec spec() {
    return CommandSpec.forAnnotatedObject(new ServeCommand());
  }
}
