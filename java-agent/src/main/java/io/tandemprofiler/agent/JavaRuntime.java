package io.tandemprofiler.agent;

import io.tandemprofiler.agent.config.Configuration;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.Runtime;
import java.security.SecureRandom;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Who uploads: what the operator said, and which JVM this is. Thread-safe: only functions. */
final class JavaRuntime {
  static final String UNKNOWN_SERVICE = "unknown_service:java";

  private static final Pattern VM_NAME =
      Pattern.compile(
          "(OpenJDK|Java HotSpot\\(TM\\)|Eclipse OpenJ9|IBM J9|Zing|Substrate)"
              + "( 64-Bit| 32-Bit)?( Tiered)?( Server| Client| Minimal| Zero)? VM");

  private JavaRuntime() {}

  static Producer producer(Configuration configuration) {
    return new Producer(
        configuration.service().isEmpty() ? UNKNOWN_SERVICE : configuration.service(),
        configuration.instance().isEmpty() ? randomName() : configuration.instance(),
        List.of(new Runtime(Language.JAVA, vmName(Tandem.VM_NAME), version())),
        Version.TEXT,
        configuration.labels());
  }

  /** 16 hexadecimal digits, as the Python agent draws them. */
  private static String randomName() {
    return String.format("%016x", new SecureRandom().nextLong());
  }

  /** As it is where it is one that is known: it is a property, which anybody can set (R64). */
  static String vmName(String property) {
    return VM_NAME.matcher(property).matches() ? property : "JVM";
  }

  /** What {@code java.version} says unless somebody set it. */
  private static String version() {
    java.lang.Runtime.Version version = java.lang.Runtime.version();
    String numbers =
        version.version().stream().map(String::valueOf).collect(Collectors.joining("."));
    return numbers + version.pre().map(pre -> "-" + pre).orElse("");
  }
}
