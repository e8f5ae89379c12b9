package io.tandemprofiler.agent.upload;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.TlsChannelCredentials;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How agent and collector know one another: a token, and for https whom to trust and who we are.
 * Files but the token's are PEM, read anew for each connection. Immutable.
 */
public final class Credentials {
  /** No token; https with the JVM's roots. */
  public static final Credentials NONE =
      new Credentials(Token.NONE, Optional.empty(), Optional.empty(), Optional.empty());

  private static final Pattern THIS_MACHINE =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1\\]");

  private final Token token;
  private final Optional<Path> ca;
  private final Optional<Path> certificate;
  private final Optional<Path> key;

  /**
   * @param ca certificates that are trusted instead of the JVM's
   * @param certificate our own chain; goes with {@code key}
   */
  public Credentials(
      Token token, Optional<Path> ca, Optional<Path> certificate, Optional<Path> key) {
    this.token = token;
    this.ca = ca;
    this.certificate = certificate;
    this.key = key;
  }

  /**
   * The token as it is now, where there is one that this collector may be shown: never in clear on
   * a network.
   *
   * @throws IOException as {@link Token#read}
   */
  Optional<String> tokenFor(URI collector) throws IOException {
    return mayBeToldTheToken(collector) ? token.read() : Optional.empty();
  }

  boolean withholdsTokenFrom(URI collector) {
    return token.isPresent() && !mayBeToldTheToken(collector);
  }

  private static boolean mayBeToldTheToken(URI collector) {
    return isSecure(collector) || THIS_MACHINE.matcher(collector.getHost()).matches();
  }

  /**
   * What a channel to this collector is made with.
   *
   * @throws IOException where a file cannot be read; the message names the setting, not the file
   */
  ChannelCredentials channelTo(URI collector) throws IOException {
    if (!isSecure(collector)) {
      return InsecureChannelCredentials.create();
    }
    TlsChannelCredentials.Builder tls = TlsChannelCredentials.newBuilder();
    if (ca.isPresent()) {
      try (var pem = read("ca", ca)) {
        tls.trustManager(pem);
      }
    }
    if (certificate.isPresent() || key.isPresent()) {
      try (var chain = read("certificate", certificate);
          var secret = read("key", key)) {
        tls.keyManager(chain, secret);
      }
    }
    return tls.build();
  }

  static boolean isSecure(URI collector) {
    return collector.getScheme().equals("https");
  }

  private static InputStream read(String setting, Optional<Path> file) throws IOException {
    if (file.isEmpty()) {
      throw new IOException("certificate and key go together: " + setting + " is not set");
    }
    return new ByteArrayInputStream(SettingFile.read(setting, file.get()));
  }
}
