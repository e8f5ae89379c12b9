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
 * Leads a browser that came in clear to https on the same port, and tells the others so. It asks no
 * browser to remember that (RFC 6797): it would for every port of the host, which others serve.
 */
public final class HttpsOnly extends SimpleDecoratingHttpService {
  private static final Pattern AUTHORITY =
      Pattern.compile("(\\[[0-9A-Fa-f:.]{2,45}]|[A-Za-z0-9._-]{1,253})(:\\d{1,5})?");

  public HttpsOnly(HttpService delegate) {
    super(delegate);
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest req) throws Exception {
    if (ctx.sessionProtocol().isTls()) {
      return unwrap().serve(ctx, req);
    }
    String authority = req.authority();
    boolean reads = req.method() == HttpMethod.GET || req.method() == HttpMethod.HEAD;
    if (reads && authority != null && AUTHORITY.matcher(authority).matches()) {
      String place = "https://" + authority + req.path();
      return HttpResponse.of(
          ResponseHeaders.of(HttpStatus.TEMPORARY_REDIRECT, HttpHeaderNames.LOCATION, place));
    }
    return HttpResponse.of(
        HttpStatus.FORBIDDEN, MediaType.PLAIN_TEXT_UTF_8, "this collector speaks https only");
  }
}
