package io.tandemprofiler.agent.sampler;

import java.util.regex.Pattern;
import javax.management.JMException;

/**
 * Whose code the JVM has compiled for good so far, as it lists it. Of a method that is just being
 * compiled it says nothing. Thread-safe: only functions.
 */
final class CompiledMethods {
  /** Levels that are not followed by another: what is hot stays so. */
  private static final Pattern FOR_GOOD =
      Pattern.compile(
          "(?m)^\\s*\\d+\\s+[14]\\s+\\d+\\s+"
              + "(?!(?:java|javax|jdk|sun|com\\.sun|io\\.tandemprofiler)\\.)");

  private CompiledMethods() {}

  /** Whether any is neither the JDK's nor the agent's; true where the JVM does not tell. */
  static boolean areOfTheApplication(DiagnosticCommand jvm) {
    try {
      return areOfTheApplication(jvm.compiledMethods());
    } catch (JMException | RuntimeException e) {
      return true;
    }
  }

  static boolean areOfTheApplication(String list) {
    return FOR_GOOD.matcher(list).find();
  }
}
