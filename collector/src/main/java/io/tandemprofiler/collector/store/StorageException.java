package io.tandemprofiler.collector.store;

/** The store could not do what was asked; the message says what that was. Worth another try. */
public final class StorageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StorageException(String message, Throwable cause) {
    super(message, cause);
  }
}
