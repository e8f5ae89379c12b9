package io.tandemprofiler.collector;

import io.tandemprofiler.collector.tls.CertificateException;
import io.tandemprofiler.collector.tls.CertificateFiles;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What {@code serve} shows to those who connect, and demands of them. */
final class TlsOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--certificate",
      paramLabel = "FILE",
      description =
          "PEM; with it the port speaks https (TLS 1.3 and 1.2) and leads http to it. Read again"
              + " when it changes, as are the next two.")
  private Path certificate;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "Of the certificate: PEM, PKCS#8, without a password.")
  private Path key;

  @Option(
      names = "--client-ca",
      paramLabel = "FILE",
      description = "PEM; agents, browsers and commands must show a certificate of this authority.")
  private Path clientAuthority;

  @Option(
      names = "--insecure",
      description =
          "Listen on other addresses than loopback in clear, and ask nobody who they are unless"
              + " --auth is given.")
  private boolean insecure;

  /** Whether somebody who is not asked for anything is meant to come in from elsewhere. */
  boolean isInsecure() {
    return insecure;
  }

  boolean encrypts() {
    return certificate != null;
  }

  /** Whether who comes in must show a certificate. */
  boolean knowsItsClients() {
    return clientAuthority != null;
  }

  /**
   * Empty where nothing is encrypted.
   *
   * @throws StartException where a file cannot be used
   */
  Optional<CertificateFiles> certificates(Clock clock) throws StartException {
    if ((certificate == null) != (key == null)) {
      throw wrongUse("--certificate and --key belong together: one of them is missing");
    }
    if (certificate == null && clientAuthority != null) {
      throw wrongUse("--client-ca needs --certificate and --key: only by https can one be shown");
    }
    if (certificate == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          CertificateFiles.open(certificate, key, Optional.ofNullable(clientAuthority), clock));
    } catch (CertificateException e) {
      throw new StartException(e.getMessage(), e);
    }
  }

  private ParameterException wrongUse(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
