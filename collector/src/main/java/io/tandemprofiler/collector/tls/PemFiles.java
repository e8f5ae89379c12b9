package io.tandemprofiler.collector.tls;

import com.linecorp.armeria.common.TlsKeyPair;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.Optional;

/** Reads certificates and keys from PEM files. */
final class PemFiles {
  private static final int CHALLENGE_BYTES = 32;

  private PemFiles() {}

  /**
   * A certificate, those that lead from it to an authority, and its key.
   *
   * @param key a PKCS#8 key without a password
   * @throws CertificateException where one cannot be read, or the key is that of another
   *     certificate
   */
  static TlsKeyPair keyPair(Path certificate, Path key) throws CertificateException {
    List<X509Certificate> chain = certificates(certificate);
    Optional<PrivateKey> secret = ofKind(chain.get(0).getPublicKey(), key(certificate, key));
    if (secret.isEmpty() || !belongTogether(chain.get(0).getPublicKey(), secret.get())) {
      throw new CertificateException(
          String.format("%s is not the key of the certificate in %s", key, certificate));
    }
    return TlsKeyPair.of(secret.get(), chain);
  }

  /** All certificates of a file, at least one, in its order. */
  static List<X509Certificate> certificates(Path file) throws CertificateException {
    try (InputStream pem = Files.newInputStream(file)) {
      List<X509Certificate> all =
          CertificateFactory.getInstance("X.509").generateCertificates(pem).stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (all.isEmpty()) {
        throw new CertificateException(file + " holds no certificate (PEM)");
      }
      return all;
    } catch (IOException e) {
      throw unreadable(file, e);
    } catch (java.security.cert.CertificateException e) {
      throw new CertificateException(file + " is no certificate (PEM), or is cut short", e);
    }
  }

  private static PrivateKey key(Path certificate, Path key) throws CertificateException {
    try (InputStream pemKey = Files.newInputStream(key);
        InputStream pemCertificate = Files.newInputStream(certificate)) {
      return TlsKeyPair.of(pemKey, pemCertificate).privateKey();
    } catch (IOException e) {
      throw unreadable(key, e);
    } catch (IllegalArgumentException e) { // its message can have the file's text
      throw new CertificateException(key + " is no key (PEM, PKCS#8, without a password)");
    }
  }

  private static CertificateException unreadable(Path file, IOException e) {
    String why = e instanceof NoSuchFileException ? "there is no such file" : e.getMessage();
    return new CertificateException("cannot read " + file + ": " + why, e);
  }

  /** The key as one of the JDK's own, which knows no others; empty where it is of another kind. */
  private static Optional<PrivateKey> ofKind(PublicKey known, PrivateKey secret) {
    try {
      return Optional.of(
          KeyFactory.getInstance(known.getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(secret.getEncoded())));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  /** Whether what the secret key signs is what the public one confirms. */
  private static boolean belongTogether(PublicKey known, PrivateKey secret) {
    byte[] challenge = new byte[CHALLENGE_BYTES];
    new SecureRandom().nextBytes(challenge);
    try {
      Signature signing = Signature.getInstance(algorithm(secret));
      signing.initSign(secret);
      signing.update(challenge);
      Signature confirming = Signature.getInstance(algorithm(secret));
      confirming.initVerify(known);
      confirming.update(challenge);
      return confirming.verify(signing.sign());
    } catch (GeneralSecurityException e) {
      return false; // keys of two kinds, or of one that nobody can use
    }
  }

  private static String algorithm(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> key.getAlgorithm(); // EdDSA is named like its keys
    };
  }
}
