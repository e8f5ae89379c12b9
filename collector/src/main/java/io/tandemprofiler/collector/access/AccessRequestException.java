package io.tandemprofiler.collector.access;

/** What was asked of tokens or users is not possible; the message says why, for whoever asked. */
public final class AccessRequestException extends Exception {
  private static final long serialVersionUID = 1;

  AccessRequestException(String message) {
    super(message);
  }
}
