package io.tandemprofiler.collector.view;

/** An uploaded file that cannot be taken; the message says why. */
final class RefusedFileException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** No stack trace: it is an answer. */
  RefusedFileException(String message) {
    super(message, null, false, false);
  }
}
