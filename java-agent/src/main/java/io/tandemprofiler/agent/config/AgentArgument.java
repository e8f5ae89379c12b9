package io.tandemprofiler.agent.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What stands behind {@code -javaagent:tandem-java-agent.jar=}: {@code key=value,key=value}.
 *
 * <p>A part whose key is no setting continues the labels where these came last, so that {@code
 * labels=version=1.4,env=prod,cpu_hz=99} sets two labels and a rate.
 */
final class AgentArgument {
  private AgentArgument() {}

  /** Values by the name of the setting. Hands what belongs to no setting to {@code complaints}. */
  static Map<String, String> parse(String argument, Consumer<String> complaints) {
    Map<String, String> values = new LinkedHashMap<>();
    boolean inLabels = false;
    int number = 0;
    for (String part : argument.split(",", -1)) {
      number++;
      int equals = part.indexOf('=');
      String key = (equals < 0 ? part : part.substring(0, equals)).trim();
      if (equals >= 0 && Setting.named(key).isPresent()) {
        values.put(key, part.substring(equals + 1));
        inLabels = key.equals(Setting.LABELS.word());
      } else if (inLabels) {
        values.merge(Setting.LABELS.word(), part, (labels, more) -> labels + "," + more);
      } else if (!part.isBlank()) {
        // never the word: it can be the rest of a secret that held a comma (R68)
        complaints.accept("part " + number + " of the agent argument is no setting: ignored");
      }
    }
    return values;
  }
}
