package io.tandemprofiler.agent;

import io.tandemprofiler.agent.config.Configuration;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.Runtime;
import java.util.List;
import java.util.UUID;

/** Who uploads: what the operator said, and which JVM this is. Thread-safe: only functions. */
final class JavaRuntime {
  static final String UNKNOWN_SERVICE = "unknown_service:java";

  private JavaRuntime() {}

  static Producer producer(Configuration configuration) {
    return new Producer(
        configuration.service().isEmpty() ? UNKNOWN_SERVICE : configuration.service(),
        configuration.instance().isEmpty()
            ? UUID.randomUUID().toString()
            : configuration.instance(),
        List.of(
            new Runtime(
                Language.JAVA,
                System.getProperty("java.vm.name", ""),
                System.getProperty("java.version", ""))),
        Version.TEXT,
        configuration.labels());
  }
}
