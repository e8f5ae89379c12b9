package io.tandemprofiler.agent.isolated.logging;

/** Takes messages and forgets them. Thread-safe. */
public class Logger {
  private final String name;

  private Logger(String name) {
    this.name = name;
  }

  public static Logger getLogger(String name) {
    return new Logger(name);
  }

  public String getName() {
    return name;
  }

  /** Never: so that no message is even put together. */
  public boolean isLoggable(Level level) {
    return false;
  }

  public void log(LogRecord message) {}

  public void log(Level level, String message) {}

  public void log(Level level, String message, Object parameter) {}

  public void log(Level level, String message, Object[] parameters) {}

  public void log(Level level, String message, Throwable thrown) {}

  public void warning(String message) {}

  public void fine(String message) {}

  public void finer(String message) {}
}
