package io.tandemprofiler.collector.access;

import com.linecorp.armeria.common.Cookie;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.Optional;

/** By what a browser shows that somebody logged in. */
public final class SessionCookie {
  private SessionCookie() {}

  /** Browsers hold the prefix to what it promises, but only where it is encrypted. */
  static String name(boolean isEncrypted) {
    return isEncrypted ? "__Host-tandem" : "tandem";
  }

  /** What a request shows; empty where it shows none. */
  public static Optional<String> secret(ServiceRequestContext ctx, HttpRequest req) {
    String name = name(ctx.sessionProtocol().isTls());
    return req.headers().getAll(HttpHeaderNames.COOKIE).stream()
        .flatMap(header -> Cookie.fromCookieHeader(header).stream())
        .filter(cookie -> cookie.name().equals(name) && !cookie.value().isEmpty())
        .map(Cookie::value)
        .findFirst();
  }
}
