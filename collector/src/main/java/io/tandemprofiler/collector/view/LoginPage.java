package io.tandemprofiler.collector.view;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.tandemprofiler.collector.access.Caller;
import io.tandemprofiler.collector.access.Logins;
import io.tandemprofiler.collector.access.Logins.Outcome;
import io.tandemprofiler.collector.access.SessionCookie;
import io.tandemprofiler.collector.store.Right;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Where people log in and out: a form without any script, so that nothing of it can be made to run.
 * Addresses are relative, for a proxy's path. Thread-safe.
 */
public final class LoginPage {
  private static final Endpoint.Limits LIMITS =
      new Endpoint.Limits(8192, 8, Duration.ofSeconds(30)); // one form; few of them at once
  private static final String WRONG = "No user has this name and password.";

  private final Logins logins;
  private final boolean isEncrypted;
  private final String html = new String(WebPage.resource("login.html"), StandardCharsets.UTF_8);
  private final byte[] css = WebPage.resource("login.css");

  /**
   * @param isEncrypted whether browsers come by TLS, and are told to show the cookie there alone
   */
  public LoginPage(Logins logins, boolean isEncrypted) {
    this.logins = logins;
    this.isEncrypted = isEncrypted;
  }

  /** Serves {@code /login}, {@code /logout} and {@code session}. */
  public void addTo(ServerBuilder server) {
    Endpoint.get(server, "/login", request -> page(HttpStatus.OK, ""));
    Endpoint.post(server, "/login", LIMITS, this::login);
    Endpoint.get(
        server,
        "/login.css",
        request -> Reply.of(HttpStatus.OK, MediaType.CSS_UTF_8, css).lastingIf(true));
    server.route().post("/logout").build(this::logout);
    Endpoint.get(server, "/api/v1/session", LoginPage::session);
  }

  private Reply login(Request request) {
    QueryParams form =
        QueryParams.fromQueryString(new String(request.body(), StandardCharsets.UTF_8));
    char[] password = form.get("password", "").toCharArray();
    Outcome outcome = logins.login(form.get("name", "").strip(), password, request.address());
    if (outcome.retrySeconds() > 0) {
      String wait = String.format("Too many attempts: wait %d s.", outcome.retrySeconds());
      return page(HttpStatus.TOO_MANY_REQUESTS, wait)
          .with(HttpHeaderNames.RETRY_AFTER, "" + outcome.retrySeconds());
    }
    return outcome
        .session()
        .map(session -> toPage(request.parameters().optional("next"), session.secret()))
        .orElseGet(() -> page(HttpStatus.FORBIDDEN, WRONG));
  }

  /** To what was asked for first: always the page, whatever the address says. */
  private Reply toPage(String next, String secret) {
    String query = QueryParams.fromQueryString(next).toQueryString();
    return Reply.of(HttpStatus.SEE_OTHER, MediaType.PLAIN_TEXT_UTF_8, new byte[0])
        .with(HttpHeaderNames.LOCATION, query.isEmpty() ? "./" : "./?" + query)
        .with(HttpHeaderNames.SET_COOKIE, Logins.cookie(secret, isEncrypted).toSetCookieHeader());
  }

  /** Forms of a page that says no referrer come from nowhere, and would be refused. */
  private Reply page(HttpStatus status, String message) {
    byte[] body = html.replace("__TANDEM_MESSAGE__", message).getBytes(StandardCharsets.UTF_8);
    return Reply.of(status, MediaType.HTML_UTF_8, body)
        .with(HttpHeaderNames.REFERRER_POLICY, "same-origin");
  }

  private HttpResponse logout(ServiceRequestContext ctx, HttpRequest req) {
    return HttpResponse.of(
        CompletableFuture.supplyAsync(() -> ended(ctx, req), ctx.blockingTaskExecutor()));
  }

  /**
   * Only who is known has a session to end; another page's request is not believed to be theirs.
   */
  private HttpResponse ended(ServiceRequestContext ctx, HttpRequest req) {
    if (Caller.of(ctx).isKnown()) {
      SessionCookie.secret(ctx, req)
          .ifPresent(
              secret -> logins.logout(secret, ctx.remoteAddress().getAddress().getHostAddress()));
    }
    return HttpResponse.of(
        ResponseHeaders.builder(HttpStatus.SEE_OTHER)
            .set(HttpHeaderNames.LOCATION, "./login")
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .set(HttpHeaderNames.SET_COOKIE, Logins.cookie("", isEncrypted).toSetCookieHeader())
            .build());
  }

  private static Reply session(Request request) throws IOException {
    request.parameters().requireNoOthers();
    Caller caller = request.caller();
    return Reply.json(
        json -> {
          json.writeStartObject();
          json.writeStringField("name", caller.name());
          json.writeStringField("tenant", caller.tenant());
          json.writeArrayFieldStart("rights");
          for (Right right : caller.rights().stream().sorted().toList()) {
            json.writeString(right.word());
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }
}
