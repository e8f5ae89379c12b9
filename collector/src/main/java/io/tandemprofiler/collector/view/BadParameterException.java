package io.tandemprofiler.collector.view;

/** A request that cannot be understood: which parameter, and what is wrong with it. */
final class BadParameterException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String parameter;

  /** No stack trace: it is an answer. */
  BadParameterException(String parameter, String message) {
    super(parameter + ": " + message, null, false, false);
    this.parameter = parameter;
  }

  String parameter() {
    return parameter;
  }
}
