package io.tandemprofiler.agent;

import io.tandemprofiler.agent.config.Configuration;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.Runtime;
import java.security.SecureRandom;
import java.util.List;

/** Who uploads: what the operator said, and which JVM this is. Thread-safe: only functions. */
final class JavaRuntime {
  static final String UNKNOWN_SERVICE = "unknown_service:java";

  private JavaRuntime() {}

  static Producer producer(Configuration configuration) {
    return new Producer(
        configuration.service().isEmpty() ? UNKNOWN_SERVICE : configuration.service(),
        configuration.instance().isEmpty() ? randomName() : configuration.instance(),
        List.of(
            new Runtime(
                Language.JAVA,
                System.getProperty("java.vm.name", ""),
                System.getProperty("java.version", ""))),
        Version.TEXT,
        configuration.labels());
  }

  /** 16 hexadecimal digits, as the Python agent draws them. */
  private static String randomName() {
    return String.format("%016x", new SecureRandom().nextLong());
  }
}
