package io.tandemprofiler.agent.isolated.logging;

/** A message that nobody reads. */
public class LogRecord {
  public LogRecord(Level level, String message) {}

  public void setLoggerName(String name) {}

  public void setSourceClassName(String name) {}

  public void setSourceMethodName(String name) {}

  public void setParameters(Object[] parameters) {}

  public void setThrown(Throwable thrown) {}
}
