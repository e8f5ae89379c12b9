package io.tandemprofiler.agent.sampler;

/** A window could not be sampled. Its message is ours: it never quotes another error's. */
public final class SamplingFailedException extends IllegalStateException {
  SamplingFailedException(String what) {
    super(what);
  }

  SamplingFailedException(String what, Exception cause) {
    super(what + ": " + cause.getClass().getSimpleName(), cause);
  }

  /** What may be logged of a failure: our own words, or else the error's kind (E10). */
  public static String reason(IllegalStateException failure) {
    boolean ours = failure instanceof SamplingFailedException;
    return ours ? failure.getMessage() : failure.getClass().getSimpleName();
  }
}
