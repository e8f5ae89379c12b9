package io.tandemprofiler.examples.shop;

/** The customer asked for something that makes no sense; the message says what. */
final class BadRequest extends RuntimeException {
  private static final long serialVersionUID = 1;

  BadRequest(String message) {
    super(message);
  }
}
