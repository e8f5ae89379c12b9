package io.tandemprofiler.collector.ingest;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpHeadersBuilder;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.grpc.protocol.GrpcHeaderNames;
import com.linecorp.armeria.common.grpc.protocol.StatusMessageEscaper;
import com.linecorp.armeria.common.util.Exceptions;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.tandemprofiler.collector.access.Caller;
import io.tandemprofiler.collector.ingest.BytesInFlight.Reservation;
import io.tandemprofiler.collector.store.Right;
import io.tandemprofiler.collector.store.StorageException;
import io.tandemprofiler.wire.RefusedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One gRPC method: one message in, one out, as bytes. Frames are read here and not by a gRPC
 * library, so that limits hold while reading and every refusal is an answer of ours.
 */
final class UnaryGrpcService extends AbstractHttpService {
  private static final Logger LOG = LoggerFactory.getLogger(UnaryGrpcService.class);
  private static final MediaType GRPC = MediaType.create("application", "grpc");
  private static final MediaType GRPC_PROTO = MediaType.create("application", "grpc+proto");

  /** How gRPC's own retries are told to wait. */
  private static final String RETRY_AFTER = "grpc-retry-pushback-ms";

  private static final String RETRY_MILLIS = "10000";

  private static final ResponseHeaders HEADERS =
      ResponseHeaders.builder(HttpStatus.OK)
          .contentType(GRPC_PROTO)
          .add(GrpcHeaderNames.GRPC_ACCEPT_ENCODING, "gzip")
          .build();

  private final String name;
  private final Method method;
  private final BytesInFlight inFlight;
  private final Executor executor;
  private final UploadCounts counts;
  private final AtomicReference<Throwable> lastFailure = new AtomicReference<>();

  /**
   * @param name of the method
   * @param executor runs the method
   * @param counts is told of every call that fails
   */
  UnaryGrpcService(
      String name, Method method, BytesInFlight inFlight, Executor executor, UploadCounts counts) {
    this.name = name;
    this.method = method;
    this.inFlight = inFlight;
    this.executor = executor;
    this.counts = counts;
  }

  @Override
  protected HttpResponse doPost(ServiceRequestContext ctx, HttpRequest req) {
    MediaType type = req.contentType();
    if (type == null || !(type.is(GRPC) || type.is(GRPC_PROTO))) {
      return HttpResponse.of(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE, MediaType.PLAIN_TEXT_UTF_8, "this is a gRPC method");
    }
    Caller caller = Caller.of(ctx);
    if (!caller.may(Right.UPLOAD)) {
      return failed(counted(status(ctx, refusal(caller))));
    }
    Reservation reservation = inFlight.begin();
    CompletableFuture<HttpResponse> response =
        receive(req, reservation)
            .thenComposeAsync(request -> answer(caller, request, reservation), executor)
            .handle(
                (bytes, cause) ->
                    cause == null
                        ? ok(bytes)
                        : failed(counted(status(ctx, Exceptions.peel(cause)))));
    return HttpResponse.of(response.whenComplete((answer, cause) -> reservation.close()));
  }

  private static CompletableFuture<AggregatedHttpRequest> receive(
      HttpRequest req, Reservation reservation) {
    long[] received = {0};
    return req.mapData(
            data -> {
              received[0] += data.length();
              if (received[0] > MessageFrame.HEADER_BYTES + MessageFrame.MAX_SENT_BYTES) {
                data.close();
                throw new CallException(
                    CallException.INVALID_ARGUMENT,
                    "R1: the message has more than "
                        + MessageFrame.MAX_SENT_BYTES
                        + " bytes as sent");
              }
              reservation.grow(data.length());
              return data;
            })
        .aggregate();
  }

  private CompletionStage<byte[]> answer(
      Caller caller, AggregatedHttpRequest request, Reservation reservation) {
    try {
      String encoding = request.headers().get(GrpcHeaderNames.GRPC_ENCODING, "identity");
      return method.answer(
          caller, MessageFrame.unwrap(request.content().array(), encoding, reservation));
    } catch (RefusedException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static CallException refusal(Caller caller) {
    return caller.isKnown()
        ? new CallException(
            CallException.PERMISSION_DENIED, caller.name() + " has not the right to upload")
        : new CallException(
            CallException.UNAUTHENTICATED,
            "the agent shows no token that is valid here: see its setting token");
  }

  private CallException status(ServiceRequestContext ctx, Throwable cause) {
    if (cause instanceof CallException call) {
      logRefusal(ctx, call);
      return call;
    }
    if (cause instanceof RefusedException refused) {
      return status(
          ctx,
          new CallException(
              refused.unknown() ? CallException.UNIMPLEMENTED : CallException.INVALID_ARGUMENT,
              refused.getMessage()));
    }
    if (Exceptions.isExpected(cause) || Exceptions.isStreamCancelling(cause)) {
      LOG.debug("{} was given up by its sender: {}", name, cause.toString());
      return new CallException(CallException.CANCELLED, "the sender gave up"); // nobody reads it
    }
    // Many calls may fail for one cause: one commit, one log line.
    if (lastFailure.getAndSet(cause) != cause) {
      LOG.error("{} failed", name, cause);
    }
    return cause instanceof StorageException storage
        ? new CallException(
            CallException.UNAVAILABLE,
            storage.isDiskFull()
                ? "storage failed: the disk is full; send it again later"
                : "storage failed; send it again later")
        : new CallException(CallException.INTERNAL, "the collector failed; its log says why");
  }

  private CallException counted(CallException failure) {
    counts.refuse(failure);
    return failure;
  }

  private static HttpResponse ok(byte[] message) {
    return HttpResponse.of(
        HEADERS,
        HttpData.wrap(MessageFrame.wrap(message)),
        HttpHeaders.of(GrpcHeaderNames.GRPC_STATUS, 0));
  }

  private void logRefusal(ServiceRequestContext ctx, CallException refusal) {
    LOG.warn(
        "refused {} from {}: {}",
        name,
        ctx.clientAddress().getHostAddress(),
        LogText.of(refusal.getMessage()));
  }

  private static HttpResponse failed(CallException status) {
    HttpHeadersBuilder trailers =
        HttpHeaders.builder()
            .add(GrpcHeaderNames.GRPC_STATUS, Integer.toString(status.status()))
            .add(
                GrpcHeaderNames.GRPC_MESSAGE,
                StatusMessageEscaper.escape(LogText.of(status.getMessage())));
    if (status.status() == CallException.RESOURCE_EXHAUSTED) {
      trailers.add(RETRY_AFTER, RETRY_MILLIS);
    }
    return HttpResponse.of(HEADERS, trailers.build());
  }

  /** What a method does. */
  interface Method {
    CompletionStage<byte[]> answer(Caller caller, byte[] message) throws RefusedException;
  }
}
