package io.tandemprofiler.collector.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A private authority in a folder, for a first start without one: {@code ca.pem} is for those who
 * are to trust it, {@code ca.key} makes more certificates and belongs into a safe place.
 *
 * <p>Keys are of the curve P-256, signatures ECDSA with SHA-256, serial numbers 127 random bits.
 * The authority is valid for ten years, what it signs for 825 days, which is the longest that every
 * client accepts. No file is ever written over; those of keys are for their owner only.
 */
public final class CertificateAuthority {
  private static final Duration OF_THE_AUTHORITY = Duration.ofDays(3650);
  private static final Duration OF_THE_REST = Duration.ofDays(825);
  private static final Duration CLOCKS_DIFFER = Duration.ofHours(1);
  private static final int SERIAL_BITS = 127;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
  private static final String READABLE = "rw-r--r--";

  private final Path folder;
  private final X509Certificate certificate;
  private final PrivateKey key;
  private final Clock clock;

  private CertificateAuthority(
      Path folder, X509Certificate certificate, PrivateKey key, Clock clock) {
    this.folder = folder;
    this.certificate = certificate;
    this.key = key;
    this.clock = clock;
  }

  /** Makes a new one in a folder, which is made where it is missing. */
  public static CertificateAuthority create(Path folder, Clock clock) throws CertificateException {
    try {
      Files.createDirectories(folder);
      KeyPair pair = newKey();
      X500Name name = name("Tandem's private authority");
      X509v3CertificateBuilder builder =
          builder(name, name, pair.getPublic(), clock.instant(), OF_THE_AUTHORITY)
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
              .addExtension(
                  Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      X509Certificate made = sign(builder, pair.getPublic(), pair.getPrivate());
      writeKey(folder.resolve("ca.key"), pair.getPrivate());
      write(folder.resolve("ca.pem"), made, READABLE);
      return new CertificateAuthority(folder, made, pair.getPrivate(), clock);
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw failed(e);
    }
  }

  /** The one that {@link #create} made in this folder. */
  public static CertificateAuthority open(Path folder, Clock clock) throws CertificateException {
    var pair = PemFiles.keyPair(folder.resolve("ca.pem"), folder.resolve("ca.key"));
    return new CertificateAuthority(
        folder, pair.certificateChain().get(0), pair.privateKey(), clock);
  }

  /**
   * A certificate for a server, in {@code server.pem} and {@code server.key}.
   *
   * @param hosts names and addresses by which it is reached, at least one
   */
  public void issueServer(List<String> hosts) throws CertificateException {
    GeneralName[] names =
        hosts.stream().map(CertificateAuthority::reachedBy).toArray(GeneralName[]::new);
    issue("server", "tandem-collector", KeyPurposeId.id_kp_serverAuth, new GeneralNames(names));
  }

  /** A certificate for a client, as an agent is, in {@code NAME.pem} and {@code NAME.key}. */
  public void issueClient(String client) throws CertificateException {
    if (!NAME.matcher(client).matches() || Set.of("ca", "server").contains(client)) {
      throw new CertificateException(
          "'" + client + "' is no name for a client: 1 to 64 letters, digits, '.', '_' and '-'");
    }
    issue(client, client, KeyPurposeId.id_kp_clientAuth, null);
  }

  private void issue(String file, String subject, KeyPurposeId purpose, GeneralNames names)
      throws CertificateException {
    try {
      KeyPair pair = newKey();
      X500Name issuer = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
      X509v3CertificateBuilder builder =
          builder(issuer, name(subject), pair.getPublic(), clock.instant(), OF_THE_REST)
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
              .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
              .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
      if (names != null) {
        builder.addExtension(Extension.subjectAlternativeName, false, names);
      }
      X509Certificate made = sign(builder, certificate.getPublicKey(), key);
      writeKey(folder.resolve(file + ".key"), pair.getPrivate());
      write(folder.resolve(file + ".pem"), made, READABLE);
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw failed(e);
    }
  }

  private static KeyPair newKey() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static X509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, PublicKey of, Instant now, Duration lasts)
      throws GeneralSecurityException, IOException {
    BigInteger serial = new BigInteger(SERIAL_BITS, new SecureRandom()).add(BigInteger.ONE);
    Date from = Date.from(now.minus(CLOCKS_DIFFER));
    return new JcaX509v3CertificateBuilder(
            issuer, serial, from, Date.from(now.plus(lasts)), subject, of)
        .addExtension(
            Extension.subjectKeyIdentifier,
            false,
            new JcaX509ExtensionUtils().createSubjectKeyIdentifier(of));
  }

  private static X509Certificate sign(
      X509v3CertificateBuilder builder, PublicKey issuer, PrivateKey key)
      throws GeneralSecurityException, OperatorCreationException, IOException {
    builder.addExtension(
        Extension.authorityKeyIdentifier,
        false,
        new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(issuer));
    return new JcaX509CertificateConverter()
        .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
  }

  private static X500Name name(String common) {
    return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, common).build();
  }

  private static GeneralName reachedBy(String host) {
    boolean isAddress = ADDRESS.matcher(host).matches();
    return new GeneralName(isAddress ? GeneralName.iPAddress : GeneralName.dNSName, host);
  }

  private static void writeKey(Path file, PrivateKey key) throws IOException {
    write(file, new JcaPKCS8Generator(key, null).generate(), "rw-------");
  }

  private static void write(Path file, Object what, String permissions) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
      pem.writeObject(what);
    }
    try (SeekableByteChannel made =
        Files.newByteChannel(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)))) {
      made.write(ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.US_ASCII)));
    }
  }

  private static CertificateException failed(Exception e) {
    return e instanceof FileAlreadyExistsException
        ? new CertificateException(e.getMessage() + " is there already, and stays", e)
        : new CertificateException("no certificate was made: " + e.getMessage(), e);
  }
}
