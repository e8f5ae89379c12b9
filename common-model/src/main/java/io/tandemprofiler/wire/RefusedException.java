package io.tandemprofiler.wire;

/** Bytes that break a rule of SPEC.md. The message begins with the rule: {@code R14: node 7 …}. */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final String rule;
  private final boolean unknown;

  private RefusedException(String rule, boolean unknown, String message) {
    super(rule + ": " + message);
    this.rule = rule;
    this.unknown = unknown;
  }

  /** Bytes that break {@code rule}. */
  public static RefusedException of(String rule, String message) {
    return new RefusedException(rule, false, message);
  }

  /** Bytes that hold something a newer revision may define (R3). */
  static RefusedException unknown(String message) {
    return new RefusedException("R3", true, message);
  }

  /** As in {@code R14}. */
  public String rule() {
    return rule;
  }

  /** Whether a newer reader might accept the bytes: a field or an enum number is not known here. */
  public boolean unknown() {
    return unknown;
  }

  /** No stack trace: a refusal is an answer, and a hostile sender must not make it dear. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
