package io.tandemprofiler.agent;

import io.tandemprofiler.agent.config.Setting;
import java.util.ArrayList;
import java.util.List;

/** Settings as words of a command line: {@code service=shop cpu_hz=99}. Not thread-safe. */
final class GivenSettings {
  private final List<String> words = new ArrayList<>();

  /** Takes one word. Gives what is wrong with it; empty where nothing is. */
  String add(String word) {
    int equals = word.indexOf('=');
    if (equals <= 0 || word.startsWith("-")) {
      return "'" + StandardError.shown(word) + "' is no setting=value";
    }
    String name = word.substring(0, equals);
    String value = word.substring(equals + 1);
    Setting setting = Setting.named(name).orElse(null);
    if (setting == null) {
      return "'" + StandardError.shown(name) + "' is no setting: the command settings lists them";
    }
    if (!setting.takes(value)) {
      return name + " is not " + setting.expectation(); // never the value: it can be a secret
    }
    if (setting != Setting.LABELS && value.indexOf(',') >= 0) {
      return name + " holds a comma, which ends a part of the agent's argument";
    }
    words.add(word);
    return "";
  }

  /** As the agent takes them; empty for none. */
  String argument() {
    return String.join(",", words);
  }
}
