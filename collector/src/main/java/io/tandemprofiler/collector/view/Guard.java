package io.tandemprofiler.collector.view;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import io.netty.util.AsciiString;
import java.util.regex.Pattern;

/** What every response carries, and which requests are not answered at all. */
public final class Guard {
  private static final String POLICY =
      "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";
  private static final AsciiString FETCH_SITE = HttpHeaderNames.of("sec-fetch-site");
  private static final Pattern LOOPBACK =
      Pattern.compile("(?i)(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d+)?");

  private Guard() {}

  /**
   * Adds the headers that keep a browser from running what is not ours, to every response, and
   * refuses what another site's page asks for, save to be led to the page by a link.
   *
   * @param loopbackOnly also refuses requests addressed to another host: a name that a stranger's
   *     page resolves to this machine must not let that page read profiles
   */
  public static void addTo(ServerBuilder server, boolean loopbackOnly) {
    server.decorator(SameSite::new);
    if (loopbackOnly) {
      server.decorator(LoopbackHosts::new);
    }
    server.decorator(Headers::new); // the last is the outermost: refusals carry them too
  }

  private static HttpResponse forbidden(String reason) {
    return HttpResponse.of(HttpStatus.FORBIDDEN, MediaType.PLAIN_TEXT_UTF_8, reason);
  }

  private static final class Headers extends SimpleDecoratingHttpService {
    Headers(HttpService delegate) {
      super(delegate);
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest req) throws Exception {
      return unwrap()
          .serve(ctx, req)
          .mapHeaders(
              headers -> {
                var builder = headers.toBuilder();
                if (!headers.contains(HttpHeaderNames.CONTENT_SECURITY_POLICY)) {
                  builder.set(HttpHeaderNames.CONTENT_SECURITY_POLICY, POLICY);
                }
                if (!headers.contains(HttpHeaderNames.REFERRER_POLICY)) {
                  builder.set(HttpHeaderNames.REFERRER_POLICY, "no-referrer");
                }
                return builder.set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff").build();
              });
    }
  }

  /** A stranger's page cannot read our answers, but each could cost us a query. */
  private static final class SameSite extends SimpleDecoratingHttpService {
    SameSite(HttpService delegate) {
      super(delegate);
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest req) throws Exception {
      boolean isCrossSite =
          req.headers().contains(FETCH_SITE, "cross-site") && !ctx.path().equals("/");
      if (isCrossSite || isForeign(req)) {
        return forbidden("this collector does not answer the pages of other sites");
      }
      return unwrap().serve(ctx, req);
    }

    /** Browsers name the origin of whatever changes something. */
    private static boolean isForeign(HttpRequest req) {
      String origin = req.headers().get(HttpHeaderNames.ORIGIN);
      return origin != null
          && req.method() == HttpMethod.POST
          && !origin.replaceFirst("^https?://", "").equals(req.authority());
    }
  }

  private static final class LoopbackHosts extends SimpleDecoratingHttpService {
    LoopbackHosts(HttpService delegate) {
      super(delegate);
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest req) throws Exception {
      String host = req.authority();
      if (host == null || !LOOPBACK.matcher(host).matches()) {
        return forbidden(
            "this collector listens on loopback only and answers requests to localhost only");
      }
      return unwrap().serve(ctx, req);
    }
  }
}
