package io.tandemprofiler.collector.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import io.tandemprofiler.collector.access.Authenticator.Identification;
import io.tandemprofiler.collector.store.Right;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks of each request who sent it, before anything else does, and refuses what the sender may not.
 * Services learn who it is by {@link Caller#of}. Thread-safe.
 */
public final class AccessControl {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NO_CREDENTIAL =
      "who are you? show a token by 'Authorization: Bearer ...'";

  private AccessControl() {}

  /**
   * Asks all that come.
   *
   * @param authenticators the first whose kind of credential is shown decides
   */
  public static void addTo(ServerBuilder server, List<Authenticator> authenticators) {
    List<Authenticator> all = List.copyOf(authenticators);
    server.decorator(delegate -> new Asking(delegate, all));
  }

  /** Asks nobody: each is {@link Caller#ANYONE}. */
  public static void addOpenTo(ServerBuilder server) {
    server.decorator(Open::new);
  }

  private static final class Open extends SimpleDecoratingHttpService {
    Open(HttpService delegate) {
      super(delegate);
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest req) throws Exception {
      Optional<Right> needed =
          RouteRights.needed(req.method(), ctx.config().route().patternString());
      if (needed.isPresent() && !Caller.ANYONE.may(needed.get())) {
        return refused(
            HttpStatus.FORBIDDEN, "this collector asks nobody who they are: start it with --auth");
      }
      Caller.ANYONE.attachTo(ctx);
      return unwrap().serve(ctx, req);
    }
  }

  private static final class Asking extends SimpleDecoratingHttpService {
    private final List<Authenticator> authenticators;

    Asking(HttpService delegate, List<Authenticator> authenticators) {
      super(delegate);
      this.authenticators = authenticators;
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest req) throws Exception {
      Identification sender = identify(ctx, req);
      sender.caller().attachTo(ctx);
      String route = ctx.config().route().patternString();
      Optional<Right> needed = RouteRights.needed(req.method(), route);
      if (!sender.isBelieved() && RouteRights.isPage(route) && isForReading(req)) {
        return toLogin(ctx);
      }
      if (needed.isEmpty() || RouteRights.isGrpc(route)) { // which refuses in words of its own
        return unwrap().serve(ctx, req);
      }
      if (!sender.isBelieved()) {
        return refused(
            sender.isForbidden() ? HttpStatus.FORBIDDEN : HttpStatus.UNAUTHORIZED,
            sender.refusal());
      }
      if (!sender.caller().may(needed.get())) {
        return refused(
            HttpStatus.FORBIDDEN,
            sender.caller().name() + " has not the right to " + needed.get().word());
      }
      if (RouteRights.isOfService(route) && !mayTouch(sender.caller(), ctx)) {
        return refused(
            HttpStatus.FORBIDDEN,
            sender.caller().name()
                + " is good for services like '"
                + sender.caller().services().text()
                + "' only");
      }
      return unwrap().serve(ctx, req);
    }

    /** Whether it is a browser that opens the page, as against a probe. */
    private static boolean isForReading(HttpRequest req) {
      return req.headers().get(HttpHeaderNames.ACCEPT, "").contains("text/html");
    }

    /** With what the page is to show, as the login hands it back. */
    private static HttpResponse toLogin(ServiceRequestContext ctx) {
      String shown = ctx.query() == null ? "" : ctx.query();
      String query = shown.isEmpty() ? "" : "?" + QueryParams.of("next", shown).toQueryString();
      return HttpResponse.of(
          ResponseHeaders.builder(HttpStatus.SEE_OTHER)
              .set(HttpHeaderNames.LOCATION, "./login" + query)
              .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
              .build());
    }

    private Identification identify(ServiceRequestContext ctx, HttpRequest req) {
      for (Authenticator authenticator : authenticators) {
        Optional<Identification> found = authenticator.identify(ctx, req);
        if (found.isPresent()) {
          return found.get();
        }
      }
      return Identification.refused(NO_CREDENTIAL);
    }

    /** Who is good for some services must say which one it asks about. */
    private static boolean mayTouch(Caller caller, ServiceRequestContext ctx) {
      List<String> services = ctx.queryParams().getAll("service");
      return caller.services().isAny()
          || (!services.isEmpty() && services.stream().allMatch(caller.services()::matches));
    }
  }

  private static HttpResponse refused(HttpStatus status, String reason) {
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(status)
            .contentType(MediaType.JSON_UTF_8)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    if (status.equals(HttpStatus.UNAUTHORIZED)) {
      headers.add(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"tandem\"");
    }
    return HttpResponse.of(headers.build(), HttpData.wrap(json(reason)));
  }

  /** As all errors of the API are answered. */
  private static byte[] json(String reason) {
    try {
      return JSON.writeValueAsBytes(Map.of("error", reason));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a text is JSON", e);
    }
  }
}
