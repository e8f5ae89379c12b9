package io.tandemprofiler.agent.config;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads the settings: a file, then code, then environment, then system properties, then the agent
 * argument; what comes later wins, but {@code enabled=off} wins from anywhere. Any place but the
 * file may name the file. A wrong setting stops nothing: the place below it holds, and one line
 * says so. Used once, by one thread.
 */
public final class ConfigurationReader {
  private final List<Place> places = new ArrayList<>();
  private final Map<Setting, Object> values = new EnumMap<>(Setting.class);
  private final Set<Setting> local = EnumSet.noneOf(Setting.class);
  private final List<String> unknown = new ArrayList<>();
  private final Map<String, Setting> wrong = new LinkedHashMap<>();
  private String openTelemetryService;

  /** Where settings can stand, each of them or none. */
  private static final class Place {
    /** What stands there, or {@code null}. */
    final Function<Setting, String> text;

    /** As in "in code". */
    final Function<Setting, String> name;

    Place(Function<Setting, String> text, Function<Setting, String> name) {
      this.text = text;
      this.name = name;
    }
  }

  public ConfigurationReader() {
    for (Setting setting : Setting.values()) {
      values.put(setting, setting.standardValue());
    }
  }

  /** Takes what the program itself set, by the settings' names. */
  public ConfigurationReader code(Map<String, String> code) {
    complain(code.keySet(), "a name in code");
    return above(setting -> code.get(setting.word()), setting -> "in code");
  }

  /**
   * Takes {@code TANDEM_…}, and the service from {@code OTEL_SERVICE_NAME} where nothing set it.
   */
  public ConfigurationReader environment(Map<String, String> environment) {
    openTelemetryService = environment.get("OTEL_SERVICE_NAME");
    return above(
        setting -> environment.get(setting.variable()), setting -> "in " + setting.variable());
  }

  /** Takes {@code tandem.…}. */
  public ConfigurationReader properties(Properties properties) {
    complain(
        properties.stringPropertyNames().stream()
            .filter(name -> name.startsWith("tandem."))
            .map(name -> name.substring(7))
            .collect(Collectors.toList()),
        "a name in -Dtandem");
    return above(
        setting -> properties.getProperty(setting.property()),
        setting -> "in -D" + setting.property());
  }

  /**
   * Takes what stands behind the agent's jar.
   *
   * @param argument {@code null} where nothing does
   */
  public ConfigurationReader argument(String argument) {
    if (argument == null) {
      return this;
    }
    Map<String, String> parsed = AgentArgument.parse(argument, unknown::add);
    return above(setting -> parsed.get(setting.word()), setting -> "in the agent argument");
  }

  /** What holds. Hands one line for each wrong setting to {@code log}. */
  public Configuration read(Consumer<String> log) {
    if (openTelemetryService != null && !openTelemetryService.isBlank()) {
      take(Setting.SERVICE, openTelemetryService, "in OTEL_SERVICE_NAME");
    }
    file().ifPresent(this::take);
    places.forEach(this::take);
    unknown.forEach(log);
    wrong.forEach((what, setting) -> log.accept(what + ": using " + used(setting)));
    return new Configuration(values, local);
  }

  private ConfigurationReader above(
      Function<Setting, String> text, Function<Setting, String> name) {
    places.add(new Place(text, name));
    return this;
  }

  /** Never the name itself: it can be part of a secret (R68). */
  private void complain(Collection<String> names, String what) {
    for (String name : names) {
      if (Setting.named(name).isEmpty()) {
        unknown.add(what + " is no setting: ignored");
      }
    }
  }

  /** Empty where no place names one, or it cannot be read, which one line says. */
  private Optional<Place> file() {
    Optional<String> path =
        places.stream()
            .map(place -> place.text.apply(Setting.SETTINGS))
            .filter(text -> text != null && Setting.SETTINGS.takes(text))
            .reduce((below, above) -> above);
    if (path.isEmpty()) {
      return Optional.empty();
    }
    try {
      Properties file = SettingsFile.read((Path) Setting.SETTINGS.parse(path.get()));
      file.remove(Setting.SETTINGS.word()); // a file names no other
      complain(file.stringPropertyNames(), "a name in the settings file");
      return Optional.of(
          new Place(
              setting -> file.getProperty(setting.word()), setting -> "in the settings file"));
    } catch (IOException | IllegalArgumentException e) {
      String kind = e.getClass().getSimpleName(); // never the path, nor a message that holds it
      unknown.add("the settings file cannot be read (" + kind + "): going on without it");
      return Optional.empty();
    }
  }

  private void take(Place place) {
    for (Setting setting : Setting.values()) {
      String text = place.text.apply(setting);
      if (text != null) {
        take(setting, text, place.name.apply(setting));
      }
    }
  }

  private void take(Setting setting, String text, String place) {
    try {
      Object value = setting.parse(text);
      boolean off = setting == Setting.ENABLED && values.get(setting).equals(false);
      values.put(setting, off ? (Object) false : value);
      local.add(setting);
    } catch (IllegalArgumentException e) {
      // never the value: what is wrong here can be a secret that belongs elsewhere (R68)
      wrong.put(setting.word() + " " + place + " is not " + setting.expectation(), setting);
    }
  }

  private String used(Setting setting) {
    Object value = values.get(setting);
    if (value instanceof Boolean) {
      return (Boolean) value ? "on" : "off";
    }
    if (value instanceof URI || value instanceof Integer) {
      return value.toString();
    }
    return local.contains(setting) ? "what was set before" : "the default";
  }
}
