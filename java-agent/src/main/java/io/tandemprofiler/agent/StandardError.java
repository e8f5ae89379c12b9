package io.tandemprofiler.agent;

import java.util.function.Consumer;

/**
 * The agent's log: single lines on the standard error. No logging framework: the first to touch one
 * decides how it is set up, and that is the application's to do. Thread-safe.
 */
final class StandardError implements Consumer<String> {
  @Override
  public void accept(String line) {
    System.err.println("tandem: " + line);
  }
}
