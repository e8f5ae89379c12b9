package io.tandemprofiler.agent.sampler;

import java.lang.instrument.Instrumentation;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** What an extension finds around it. Immutable; thread-safe as its parts are. */
public final class Surroundings {
  private final UnaryOperator<String> settings;
  private final Instrumentation instrumentation;
  private final OwnThreads own;
  private final Consumer<String> log;

  /**
   * @param settings the text of a setting by its name
   * @param instrumentation {@code null} where the JVM gave none
   */
  public Surroundings(
      UnaryOperator<String> settings,
      Instrumentation instrumentation,
      OwnThreads own,
      Consumer<String> log) {
    this.settings = settings;
    this.instrumentation = instrumentation;
    this.own = own;
    this.log = log;
  }

  /** The text of the setting of this name, as in {@code max_depth}: what holds, set or not. */
  public String setting(String name) {
    return settings.apply(name);
  }

  /** Empty where the JVM gave none. */
  public Optional<Instrumentation> instrumentation() {
    return Optional.ofNullable(instrumentation);
  }

  /** Makes threads that no sample shows, and whose cost is the agent's. */
  public OwnThreads own() {
    return own;
  }

  /** Says one line; of one matter, once. */
  public void log(String line) {
    log.accept(line);
  }
}
