package io.tandemprofiler.agent.config;

import java.net.URI;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads the settings: code, then environment, then system properties, then the agent argument; what
 * comes later wins, but {@code enabled=off} wins from anywhere. A wrong setting stops nothing: the
 * place below it holds, and one line says so. Used once, by one thread.
 */
public final class ConfigurationReader {
  private final Map<Setting, Object> values = new EnumMap<>(Setting.class);
  private final Set<Setting> local = EnumSet.noneOf(Setting.class);
  private final List<String> unknown = new ArrayList<>();
  private final Map<String, Setting> wrong = new LinkedHashMap<>();

  public ConfigurationReader() {
    for (Setting setting : Setting.values()) {
      values.put(setting, setting.standardValue());
    }
  }

  /** Takes what the program itself set, by the settings' names. */
  public ConfigurationReader code(Map<String, String> code) {
    code.forEach(
        (key, value) -> {
          if (Setting.named(key).isEmpty()) {
            unknown.add("a name in code is no setting: ignored");
          }
        });
    for (Setting setting : Setting.values()) {
      take(setting, code.get(setting.word()), "in code");
    }
    return this;
  }

  /**
   * Takes {@code TANDEM_…}, and the service from {@code OTEL_SERVICE_NAME} where nothing set it.
   */
  public ConfigurationReader environment(Map<String, String> environment) {
    String service = environment.get("OTEL_SERVICE_NAME");
    if (service != null && !service.isBlank() && !local.contains(Setting.SERVICE)) {
      take(Setting.SERVICE, service, "in OTEL_SERVICE_NAME");
    }
    for (Setting setting : Setting.values()) {
      take(setting, environment.get(setting.variable()), "in " + setting.variable());
    }
    return this;
  }

  /** Takes {@code tandem.…}. */
  public ConfigurationReader properties(Properties properties) {
    for (Setting setting : Setting.values()) {
      take(setting, properties.getProperty(setting.property()), "in -D" + setting.property());
    }
    for (String name : properties.stringPropertyNames()) {
      if (name.startsWith("tandem.") && Setting.named(name.substring(7)).isEmpty()) {
        unknown.add("a name in -Dtandem is no setting: ignored");
      }
    }
    return this;
  }

  /**
   * Takes what stands behind the agent's jar.
   *
   * @param argument {@code null} where nothing does
   */
  public ConfigurationReader argument(String argument) {
    if (argument != null) {
      Map<String, String> parsed = AgentArgument.parse(argument, unknown::add);
      for (Setting setting : Setting.values()) {
        take(setting, parsed.get(setting.word()), "in the agent argument");
      }
    }
    return this;
  }

  /** What holds. Hands one line for each wrong setting to {@code log}. */
  public Configuration read(Consumer<String> log) {
    unknown.forEach(log);
    wrong.forEach((what, setting) -> log.accept(what + ": using " + used(setting)));
    return new Configuration(values, local);
  }

  private void take(Setting setting, String text, String place) {
    if (text == null) {
      return;
    }
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
