package io.tandemprofiler.collector.access;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.tandemprofiler.collector.store.AccessToken;
import io.tandemprofiler.collector.store.AuditEntry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.Optional;

/**
 * Knows agents, commands and scripts by {@code Authorization: Bearer}, and what speaks {@code
 * Basic} alone by a token as its password.
 */
public final class TokenAuthenticator implements Authenticator {
  private static final String BEARER = "bearer ";

  /** There is a name in it, too: any will do. */
  private static final String BASIC = "basic ";

  private final AccessRegister register;
  private final Refusals refusals;
  private final Clock clock;

  public TokenAuthenticator(AccessRegister register, Clock clock) {
    this.register = register;
    this.refusals = new Refusals(clock);
    this.clock = clock;
  }

  @Override
  public Optional<Identification> identify(ServiceRequestContext ctx, HttpRequest req) {
    String header = req.headers().get(HttpHeaderNames.AUTHORIZATION);
    if (header == null) {
      return Optional.empty();
    }
    String hash = Secret.hash(secret(header));
    AccessToken token = register.known().tokens().get(hash);
    if (token == null) {
      return Optional.of(Identification.refused("this token is not known here"));
    }
    String invalid = invalid(token);
    if (!invalid.isEmpty()) {
      logRefusal(ctx, token, invalid);
      return Optional.of(Identification.refused("this token " + invalid));
    }
    register.useToken(hash, clock.millis());
    return Optional.of(
        Identification.of(
            new Caller(
                token.tenant(),
                "token " + token.name(),
                token.rights(),
                new ServicePattern(token.services()))));
  }

  /** What is shown; empty, which is no token, where that cannot be read. */
  private static String secret(String header) {
    if (header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return header.substring(BEARER.length()).trim();
    }
    if (!header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      return "";
    }
    try {
      byte[] pair = Base64.getDecoder().decode(header.substring(BASIC.length()).trim());
      String text = new String(pair, StandardCharsets.UTF_8);
      return text.substring(text.indexOf(':') + 1);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private String invalid(AccessToken token) {
    if (token.isRevoked()) {
      return "was revoked";
    }
    return token.isExpired(clock.millis()) ? "has expired" : "";
  }

  /** An agent goes on trying: it is told once a while. */
  private void logRefusal(ServiceRequestContext ctx, AccessToken token, String why) {
    if (refusals.isNews(token.id())) {
      register.log(
          new AuditEntry(
              clock.millis(),
              token.tenant(),
              "token " + token.name(),
              Addresses.of(ctx),
              "token.refuse",
              token.id() + " " + why));
    }
  }
}
