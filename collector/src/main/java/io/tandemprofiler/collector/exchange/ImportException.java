package io.tandemprofiler.collector.exchange;

/** A file that cannot be taken; the message gives the reason and the number. */
public final class ImportException extends Exception {
  private static final long serialVersionUID = 1;

  /** No stack trace: it is an answer. */
  ImportException(String message) {
    super(message, null, false, false);
  }
}
