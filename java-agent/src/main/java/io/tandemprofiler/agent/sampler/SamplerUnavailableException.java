package io.tandemprofiler.agent.sampler;

import io.tandemprofiler.model.SamplerReason;

/** A sampler cannot work in this JVM. */
final class SamplerUnavailableException extends Exception {
  private final SamplerReason reason;

  SamplerUnavailableException(SamplerReason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  SamplerReason reason() {
    return reason;
  }
}
