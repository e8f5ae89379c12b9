package io.tandemprofiler.collector.view;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.logging.RequestLog;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.stream.DoubleStream;

/**
 * How long requests took, from their first byte to the last of the answer: a histogram by route and
 * status, named and bounded as OpenTelemetry does. What is asked of no route counts as one, so that
 * callers do not make up rows. Thread-safe.
 */
final class RequestDurations extends SimpleDecoratingHttpService {
  private static final Duration[] BOUNDS =
      DoubleStream.of(.005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10)
          .mapToObj(seconds -> Duration.ofMillis(Math.round(seconds * 1000)))
          .toArray(Duration[]::new);

  private final MeterRegistry registry;

  RequestDurations(HttpService delegate, MeterRegistry registry) {
    super(delegate);
    this.registry = registry;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest req) throws Exception {
    String route = ctx.config().route().patternString();
    var unused = ctx.log().whenComplete().thenAccept(log -> record(route, log));
    return unwrap().serve(ctx, req);
  }

  /** The status is 0 where the asker left before there was one. */
  private void record(String route, RequestLog log) {
    Timer.builder("http.server.request.duration")
        .description("Of requests, uploads included, until their answer was sent")
        .tag("http.route", route)
        .tag("http.response.status.code", log.responseHeaders().status().codeAsText())
        .serviceLevelObjectives(BOUNDS)
        .register(registry)
        .record(Duration.ofNanos(log.totalDurationNanos()));
  }
}
