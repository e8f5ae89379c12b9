package io.tandemprofiler.collector.tls;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import java.util.regex.Pattern;

/**
 * Leads a browser that came in clear to https on the same port, tells the others so, and tells
 * those who came by https to do so for a year (RFC 6797).
 */
public final class HttpsOnly extends SimpleDecoratingHttpService {
  private static final String A_YEAR = "max-age=31536000";
  private static final Pattern AUTHORITY =
      Pattern.compile("(\\[[0-9A-Fa-f:.]{2,45}]|[A-Za-z0-9._-]{1,253})(:\\d{1,5})?");

  public HttpsOnly(HttpService delegate) {
    super(delegate);
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest req) throws Exception {
    if (ctx.sessionProtocol().isTls()) {
      return unwrap()
          .serve(ctx, req)
          .mapHeaders(
              headers ->
                  headers.toBuilder()
                      .set(HttpHeaderNames.STRICT_TRANSPORT_SECURITY, A_YEAR)
                      .build());
    }
    String authority = req.authority();
    boolean reads = req.method() == HttpMethod.GET || req.method() == HttpMethod.HEAD;
    if (reads && authority != null && AUTHORITY.matcher(authority).matches()) {
      String place = "https://" + authority + req.path();
      return HttpResponse.of(
          ResponseHeaders.of(HttpStatus.valueOf(308), HttpHeaderNames.LOCATION, place));
    }
    return HttpResponse.of(
        HttpStatus.FORBIDDEN, MediaType.PLAIN_TEXT_UTF_8, "this collector speaks https only");
  }
}
