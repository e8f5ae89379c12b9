package io.tandemprofiler.collector.tls;

/**
 * A certificate, its key or an authority that cannot be used. The message names file and reason.
 */
public final class CertificateException extends Exception {
  private static final long serialVersionUID = 1;

  CertificateException(String message) {
    super(message);
  }

  CertificateException(String message, Throwable cause) {
    super(message, cause);
  }
}
