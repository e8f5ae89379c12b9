package io.tandemprofiler.collector;

/** The collector cannot start; the message tells the user why and what to do. */
final class StartException extends Exception {
  private static final long serialVersionUID = 1;

  StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
