package io.tandemprofiler.agent;

import java.util.function.Consumer;

/**
 * The agent's log: single lines on the standard error. No logging framework: the first to touch one
 * decides how it is set up, and that is the application's to do. Thread-safe. Throws nothing but an
 * OutOfMemoryError, whatever the application has put in the stream's place.
 */
final class StandardError implements Consumer<String> {
  private static final int MAX_CHARACTERS = 500;

  @Override
  public void accept(String line) {
    try {
      System.err.println("tandem: " + shown(line));
    } catch (OutOfMemoryError e) {
      throw e; // which the application may get over: the caller may try again
    } catch (RuntimeException | Error e) {
      // the application has put something in its place that does not work, or nothing
    }
  }

  /**
   * One line without characters that end it or that terminals obey, however the text came about:
   * parts of it are the collector's or the application's. At most 500 characters.
   */
  static String shown(String text) {
    String cut = text.substring(0, Math.min(text.length(), MAX_CHARACTERS));
    StringBuilder line = new StringBuilder(cut);
    for (int i = 0; i < line.length(); i++) {
      if (!isVisible(line.charAt(i))) {
        line.setCharAt(i, '?');
      }
    }
    return line.toString();
  }

  /** Halves of pairs are not: what they add up to is a sign nobody here writes. */
  private static boolean isVisible(char c) {
    switch (Character.getType(c)) {
      case Character.CONTROL:
      case Character.FORMAT:
      case Character.LINE_SEPARATOR:
      case Character.PARAGRAPH_SEPARATOR:
      case Character.SURROGATE:
        return false;
      default:
        return true;
    }
  }
}
