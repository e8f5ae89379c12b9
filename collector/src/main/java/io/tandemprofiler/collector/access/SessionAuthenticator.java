package io.tandemprofiler.collector.access;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.util.AsciiString;
import io.tandemprofiler.collector.store.LoginSession;
import io.tandemprofiler.collector.store.UserAccount;
import java.time.Clock;
import java.util.Optional;

/** Knows people by the cookie that they got when they logged in. */
public final class SessionAuthenticator implements Authenticator {
  private static final AsciiString FETCH_SITE = HttpHeaderNames.of("sec-fetch-site");

  private final AccessRegister register;
  private final Clock clock;

  public SessionAuthenticator(AccessRegister register, Clock clock) {
    this.register = register;
    this.clock = clock;
  }

  @Override
  public Optional<Identification> identify(ServiceRequestContext ctx, HttpRequest req) {
    return SessionCookie.secret(ctx, req).map(secret -> identify(secret, req));
  }

  private Identification identify(String secret, HttpRequest req) {
    if (changes(req) && !isOurPages(req)) {
      return Identification.forbidden("what changes something must come from this page");
    }
    String hash = Secret.hash(secret);
    LoginSession session = register.known().sessions().get(hash);
    UserAccount user = session == null ? null : register.known().users().get(session.user());
    if (user == null || isOver(hash, session)) {
      return Identification.refused("this session is over: log in again");
    }
    register.seeSession(hash, clock.millis());
    return Identification.of(caller(user));
  }

  static Caller caller(UserAccount user) {
    return new Caller(user.tenant(), user.name(), user.role().rights(), ServicePattern.ANY);
  }

  private boolean isOver(String hash, LoginSession session) {
    long now = clock.millis();
    return now - session.createdMillis() >= Logins.LONGEST.toMillis()
        || now - register.seenMillis(hash, session.seenMillis()) >= Logins.IDLE.toMillis();
  }

  private static boolean changes(HttpRequest req) {
    return req.method() != HttpMethod.GET && req.method() != HttpMethod.HEAD;
  }

  /**
   * A cookie goes along with whatever a browser asks; that it was our page is said by these. A
   * foreign origin is refused before; here it is none at all.
   */
  private static boolean isOurPages(HttpRequest req) {
    String site = req.headers().get(FETCH_SITE);
    return site != null
        ? site.equals("same-origin")
        : req.headers().contains(HttpHeaderNames.ORIGIN);
  }
}
