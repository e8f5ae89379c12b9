package io.tandemprofiler.collector.ingest;

/** A call that ends with another status than OK. */
final class CallException extends RuntimeException {
  private static final long serialVersionUID = 1;

  // numbers of the gRPC protocol
  static final int CANCELLED = 1;
  static final int INVALID_ARGUMENT = 3;
  static final int PERMISSION_DENIED = 7;
  static final int RESOURCE_EXHAUSTED = 8;
  static final int UNIMPLEMENTED = 12;
  static final int INTERNAL = 13;
  static final int UNAVAILABLE = 14;
  static final int UNAUTHENTICATED = 16;

  private final int status;

  /** No stack trace: it is an answer, and a hostile sender must not make it dear. */
  CallException(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  int status() {
    return status;
  }
}
