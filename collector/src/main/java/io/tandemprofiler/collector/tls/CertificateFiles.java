package io.tandemprofiler.collector.tls;

import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.common.TlsProvider;
import io.netty.handler.ssl.ClientAuth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that the collector shows, and the authority whose clients it demands, from files:
 * read again where one of them has changed, at most once in a second. What cannot be used is told
 * once, and the one before goes on. Thread-safe.
 */
public final class CertificateFiles implements TlsProvider {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateFiles.class);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
  private static final Duration SOON = Duration.ofDays(14);

  private final Path certificate;
  private final Path key;
  private final Optional<Path> clientAuthority;
  private final Clock clock;

  private List<String> stamps; // of the files, as they were read
  private Instant lookedAt;
  private Pair current;

  private record Pair(TlsKeyPair shown, List<X509Certificate> trusted) {}

  private CertificateFiles(Path certificate, Path key, Optional<Path> clientAuthority, Clock clock)
      throws CertificateException {
    this.certificate = certificate;
    this.key = key;
    this.clientAuthority = clientAuthority;
    this.clock = clock;
    this.stamps = stampsNow();
    this.lookedAt = clock.instant();
    this.current = read();
    warnOfItsEnd();
  }

  /**
   * Reads them.
   *
   * @param certificate PEM: the certificate, then those that lead from it to an authority
   * @param key PEM, PKCS#8, without a password
   * @param clientAuthority PEM; where it is there, a client must show a certificate of it
   * @throws CertificateException where one cannot be used; the message is one line
   */
  public static CertificateFiles open(
      Path certificate, Path key, Optional<Path> clientAuthority, Clock clock)
      throws CertificateException {
    return new CertificateFiles(certificate, key, clientAuthority, clock);
  }

  /** Whether a client must show a certificate. */
  public boolean knowsClients() {
    return clientAuthority.isPresent();
  }

  /** The same, as Netty says it. */
  public ClientAuth clientAuth() {
    return knowsClients() ? ClientAuth.REQUIRE : ClientAuth.NONE;
  }

  @Override
  public TlsKeyPair keyPair(String hostname) {
    return current().shown();
  }

  @Override
  public List<X509Certificate> trustedCertificates(String hostname) {
    return current().trusted();
  }

  private synchronized Pair current() {
    Instant now = clock.instant();
    if (Duration.between(lookedAt, now).abs().compareTo(LOOK_AGAIN) >= 0) {
      lookedAt = now;
      lookAgain();
    }
    return current;
  }

  private void lookAgain() {
    List<String> seen = stampsNow();
    if (seen.equals(stamps)) {
      return;
    }
    stamps = seen;
    try {
      current = read();
      LOG.info("{} was read again: valid until {}", certificate, end());
      warnOfItsEnd();
    } catch (CertificateException e) {
      LOG.error("{}; the certificate of before goes on, valid until {}", e.getMessage(), end());
    }
  }

  private Pair read() throws CertificateException {
    List<X509Certificate> trusted =
        clientAuthority.isPresent() ? PemFiles.certificates(clientAuthority.get()) : List.of();
    return new Pair(PemFiles.keyPair(certificate, key), trusted);
  }

  private void warnOfItsEnd() {
    if (clock.instant().plus(SOON).isAfter(end())) {
      LOG.warn("the certificate in {} is valid until {} only", certificate, end());
    }
  }

  private Instant end() {
    return current.shown().certificateChain().get(0).getNotAfter().toInstant();
  }

  /** Differs where a file was replaced; a link's target counts, as in a Kubernetes secret. */
  private List<String> stampsNow() {
    List<Path> files = new ArrayList<>(List.of(certificate, key));
    clientAuthority.ifPresent(files::add);
    return files.stream().map(CertificateFiles::stampOf).toList();
  }

  private static String stampOf(Path file) {
    try {
      return Files.getLastModifiedTime(file) + " " + Files.size(file) + " " + file.toRealPath();
    } catch (IOException e) {
      return "gone";
    }
  }
}
