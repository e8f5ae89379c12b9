package io.tandemprofiler.collector.view;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.tandemprofiler.collector.access.Caller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every path of the API has in common: errors as JSON, entity tags, no waiting on a loop. */
final class Endpoint {
  private static final Logger LOG = LoggerFactory.getLogger(Endpoint.class);
  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final int RETRY_SECONDS = 5;
  private static final int TAG_BYTES = 15;

  private Endpoint() {}

  static void get(ServerBuilder server, String path, Answer answer) {
    server
        .route()
        .get(path)
        .requestTimeout(TIMEOUT)
        .build(
            (ctx, req) ->
                HttpResponse.of(
                    CompletableFuture.supplyAsync(
                        () -> serve(ctx, new byte[0], answer), ctx.blockingTaskExecutor())));
  }

  /** Serves what changes something, within limits of memory and time. */
  static void post(ServerBuilder server, String path, Limits limits, Answer answer) {
    Semaphore free = new Semaphore(limits.atOnce());
    server
        .route()
        .post(path)
        .requestTimeout(limits.timeout())
        .maxRequestLength(limits.maxBytes())
        .build(
            (ctx, req) -> {
              if (!free.tryAcquire()) {
                return toHttp(busy(limits.atOnce() + " others ask the same; ask again later"));
              }
              return HttpResponse.of(
                  req.aggregate()
                      .handleAsync(
                          (body, failure) ->
                              failure == null
                                  ? serve(ctx, body.content().array(), answer)
                                  : HttpResponse.ofFailure(failure),
                          ctx.blockingTaskExecutor())
                      .whenComplete((response, failure) -> free.release()));
            });
  }

  private static HttpResponse serve(ServiceRequestContext ctx, byte[] body, Answer answer) {
    Reply reply = reply(ctx, body, answer);
    if (!reply.lasting()) {
      return toHttp(reply);
    }
    String tag = tag(reply.body());
    List<String> known = ctx.request().headers().getAll(HttpHeaderNames.IF_NONE_MATCH);
    Reply tagged =
        reply
            .with(HttpHeaderNames.ETAG, tag)
            .with(HttpHeaderNames.CACHE_CONTROL, "private, no-cache");
    return matches(known, tag)
        ? HttpResponse.of(
            ResponseHeaders.builder(HttpStatus.NOT_MODIFIED).set(tagged.headers()).build())
        : toHttp(tagged);
  }

  private static Reply reply(ServiceRequestContext ctx, byte[] body, Answer answer) {
    try {
      InetSocketAddress peer = ctx.remoteAddress();
      String address = peer == null ? "" : peer.getAddress().getHostAddress();
      Parameters parameters = new Parameters(ctx.queryParams());
      return answer.to(new Request(parameters, body, address, ctx::isCancelled, Caller.of(ctx)));
    } catch (BadParameterException e) {
      return error(HttpStatus.BAD_REQUEST, e.getMessage(), e.parameter());
    } catch (RefusedFileException e) {
      return error(HttpStatus.UNPROCESSABLE_ENTITY, e.getMessage(), null);
    } catch (BusyException | AbandonedException e) {
      return busy(e.getMessage());
    } catch (OutOfMemoryError e) { // of this answer alone: what it held is free again
      LOG.error("{} failed: {}", ctx.path(), e.toString());
      return busy("this answer needs more memory than is free; ask for less, or give -Xmx");
    } catch (IOException | RuntimeException e) {
      LOG.error("{} failed: {}", ctx.path(), e.toString(), e);
      return error(
          HttpStatus.INTERNAL_SERVER_ERROR, "the collector failed; its log says why", null);
    }
  }

  private static HttpResponse toHttp(Reply reply) {
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(reply.status())
            .contentType(reply.type())
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    reply.headers().forEach((name, value) -> headers.set(name, value));
    return HttpResponse.of(headers.build(), HttpData.wrap(reply.body()));
  }

  private static Reply busy(String message) {
    return error(HttpStatus.SERVICE_UNAVAILABLE, message, null)
        .with(HttpHeaderNames.RETRY_AFTER, "" + RETRY_SECONDS);
  }

  private static Reply error(HttpStatus status, String message, String parameter) {
    try {
      return Reply.json(
          status,
          json -> {
            json.writeStartObject();
            json.writeStringField("error", message);
            if (parameter != null) {
              json.writeStringField("parameter", parameter);
            }
            json.writeEndObject();
          });
    } catch (IOException e) {
      throw new UncheckedIOException("write to memory", e);
    }
  }

  /** Weak, because gzip changes the bytes and not what they say. */
  private static String tag(byte[] body) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
      byte[] part = Arrays.copyOf(digest, TAG_BYTES);
      return "W/\"" + Base64.getUrlEncoder().encodeToString(part) + "\"";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Compared as RFC 9110 says, 13.1.2: weakly. */
  private static boolean matches(List<String> wanted, String tag) {
    String strong = tag.substring(2);
    return wanted.stream()
        .flatMap(header -> Arrays.stream(header.split(",")))
        .map(String::trim)
        .anyMatch(one -> one.equals("*") || one.equals(tag) || one.equals(strong));
  }

  /**
   * What requests of one path may take.
   *
   * @param maxBytes of a body, at least 1; a longer one is 413
   * @param atOnce how many; more are 503
   */
  record Limits(long maxBytes, int atOnce, Duration timeout) {}

  /** What a path answers. */
  interface Answer {
    Reply to(Request request) throws IOException;
  }
}
