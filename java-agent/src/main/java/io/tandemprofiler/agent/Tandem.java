package io.tandemprofiler.agent;

import io.tandemprofiler.agent.config.Configuration;
import io.tandemprofiler.agent.config.ConfigurationReader;
import io.tandemprofiler.agent.config.Setting;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Profiles this JVM, as a library: {@code Tandem.builder().service("shop").start()}. Thread-safe.
 *
 * <p>Environment and system properties override what the program sets. One profiler runs in a JVM;
 * starting a second says so on the standard error and does nothing.
 */
public final class Tandem implements AutoCloseable {
  private static final String RUNNING = "io.tandemprofiler.running";

  private final Profiling profiling;
  private final Thread hook;
  private boolean closed;

  private Tandem(Profiling profiling) {
    this.profiling = profiling;
    this.hook = new Thread(null, this::end, "tandem-shutdown", 0, false);
  }

  public static Builder builder() {
    return new Builder();
  }

  /** What the program itself sets. Not thread-safe. */
  public static final class Builder {
    private final Map<String, String> code = new LinkedHashMap<>();

    private Builder() {}

    /** The name that profiles are shown under. */
    public Builder service(String service) {
      return set(Setting.SERVICE.word(), service);
    }

    /** Where profiles are sent, as in {@code http://127.0.0.1:4747}. */
    public Builder collector(String url) {
      return set(Setting.COLLECTOR.word(), url);
    }

    /** One of the labels that the service can be filtered by. */
    public Builder label(String name, String value) {
      code.merge(Setting.LABELS.word(), name + "=" + value, (labels, more) -> labels + "," + more);
      return this;
    }

    /** Any setting by its name, as in {@code set("cpu_hz", "99")}. */
    public Builder set(String setting, String value) {
      code.put(setting, value);
      return this;
    }

    /** Starts profiling. Never throws; close what it returns, or leave it to the JVM's end. */
    public Tandem start() {
      return Tandem.start(code, null, true);
    }
  }

  /** Ends profiling with a last upload, within 2 s. Idempotent. */
  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the JVM is ending: the hook finds nothing left to do
    }
  }

  /**
   * @param argument of the agent; {@code null} for none
   * @param late whether the application was already running
   */
  static Tandem start(Map<String, String> code, String argument, boolean late) {
    Consumer<String> log = new StandardError();
    Configuration configuration =
        new ConfigurationReader()
            .code(code)
            .environment(System.getenv())
            .properties(System.getProperties())
            .argument(argument)
            .read(log);
    if (!configuration.enabled()) {
      return new Tandem(null);
    }
    Object other = System.getProperties().putIfAbsent(RUNNING, Version.TEXT);
    if (other != null) {
      log.accept("version " + other + " already profiles this JVM: this one does nothing");
      return new Tandem(null);
    }
    if (configuration.service().isEmpty()) {
      log.accept("no service is set: profiles are shown as " + JavaRuntime.UNKNOWN_SERVICE);
    }
    Tandem tandem = new Tandem(new Profiling(configuration, late, log));
    Runtime.getRuntime().addShutdownHook(tandem.hook);
    tandem.profiling.start();
    return tandem;
  }

  private synchronized void end() {
    if (!closed && profiling != null) {
      profiling.close();
      System.getProperties().remove(RUNNING);
    }
    closed = true;
  }
}
