package io.tandemprofiler.collector.view;

/** A request that cannot be answered now. */
final class BusyException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** No stack trace: it is an answer. */
  BusyException(String message) {
    super(message, null, false, false);
  }
}
