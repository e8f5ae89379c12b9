package io.tandemprofiler.collector.view;

/** A question that nobody waits for any more. */
final class AbandonedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** No stack trace: it is no fault. */
  AbandonedException() {
    super("nobody waits for the answer", null, false, false);
  }
}
