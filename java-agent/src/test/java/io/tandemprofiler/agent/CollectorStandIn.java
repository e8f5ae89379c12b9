package io.tandemprofiler.agent;

import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.stub.ServerCalls;
import io.tandemprofiler.agent.upload.ProfilerMethods;
import io.tandemprofiler.model.AgentConfiguration;
import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.Upload;
import io.tandemprofiler.wire.ConfigurationCodec;
import io.tandemprofiler.wire.RefusedException;
import io.tandemprofiler.wire.UploadReader;
import io.tandemprofiler.wire.UploadWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A gRPC server on the loopback that reads what agents send with the project's own reader, so that
 * nothing uncanonical passes. Thread-safe.
 */
public final class CollectorStandIn implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 300;

  private final BlockingQueue<Upload> uploads = new LinkedBlockingQueue<>();
  private final BlockingQueue<Producer> asked = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> turnedAway = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> wrong = new LinkedBlockingQueue<>();
  private final Server server;
  private volatile AgentConfiguration answer = new AgentConfiguration(1, false, 0, 0, 0, 0);
  private volatile Status refusal;
  private volatile Metadata trailers = new Metadata();
  private volatile String token;
  private volatile CountDownLatch answering = new CountDownLatch(0);
  private final boolean secure;

  public CollectorStandIn() throws IOException {
    this(0);
  }

  public CollectorStandIn(int port) throws IOException {
    this(port, InsecureServerCredentials.create());
  }

  /** One that speaks TLS, and demands of its clients what these credentials say. */
  public CollectorStandIn(ServerCredentials credentials) throws IOException {
    this(0, credentials);
  }

  private CollectorStandIn(int port, ServerCredentials credentials) throws IOException {
    secure = !(credentials instanceof InsecureServerCredentials);
    server =
        OkHttpServerBuilder.forPort(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port), credentials)
            .intercept(new Doorkeeper())
            .addService(
                ServerServiceDefinition.builder(ProfilerMethods.SERVICE)
                    .addMethod(
                        ProfilerMethods.UPLOAD,
                        ServerCalls.asyncUnaryCall(
                            (request, reply) -> {
                              Status status = receive(request);
                              awaitAnswering();
                              if (status.isOk()) {
                                reply.onNext(new byte[0]);
                                reply.onCompleted();
                              } else {
                                reply.onError(status.asRuntimeException(trailers));
                              }
                            }))
                    .addMethod(
                        ProfilerMethods.CONFIGURE,
                        ServerCalls.asyncUnaryCall(
                            (request, reply) -> {
                              configure(request);
                              reply.onNext(ConfigurationCodec.write(answer));
                              reply.onCompleted();
                            }))
                    .build())
            .build()
            .start();
  }

  public String url() {
    return (secure ? "https" : "http") + "://127.0.0.1:" + server.getPort();
  }

  public int port() {
    return server.getPort();
  }

  /** What every upload gets from now on; {@code null} for welcome. */
  public void refuseWith(Status status) {
    refusal = status;
  }

  /** What every upload that is refused gets from now on, with so long to wait. */
  public void refuseFor(long millis, Status status) {
    Metadata asking = new Metadata();
    asking.put(
        Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER), "" + millis);
    trailers = asking;
    refusal = status;
  }

  /** Uploads get no answer from now on, until {@link #answer}. */
  public void holdAnswers() {
    answering = new CountDownLatch(1);
  }

  /** Uploads get their answers again. */
  public void answer() {
    answering.countDown();
  }

  /** Calls without this bearer token get UNAUTHENTICATED from now on. */
  public void demandToken(String demanded) {
    token = demanded;
  }

  public void answerWith(AgentConfiguration configuration) {
    answer = configuration;
  }

  /** The next upload; fails where none comes, or where one came that breaks a rule. */
  public Upload nextUpload() {
    return next(uploads, "upload");
  }

  /** The next one that asked for its configuration. */
  public Producer nextAsking() {
    return next(asked, "request for a configuration");
  }

  /** The authorization of the next call that was turned away; "null" where it had none. */
  public String nextTurnedAway() {
    return next(turnedAway, "call that is turned away");
  }

  /** All uploads so far that were not taken yet; fails where one came that breaks a rule. */
  public List<Upload> uploadsSoFar() {
    failWhereARuleWasBroken();
    List<Upload> taken = new ArrayList<>();
    uploads.drainTo(taken);
    return taken;
  }

  @Override
  public void close() {
    answer();
    server.shutdownNow();
    try {
      server.awaitTermination();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitAnswering() {
    try {
      answering.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Status receive(byte[] request) {
    try {
      Upload upload = UploadReader.readRequest(request);
      if (!Arrays.equals(request, UploadWriter.writeRequest(upload))) {
        wrong.add("not canonical");
      }
      Status refused = refusal;
      if (refused != null) {
        return refused;
      }
      uploads.add(upload);
      return Status.OK;
    } catch (RefusedException | RuntimeException e) {
      wrong.add(e.toString());
      return Status.INVALID_ARGUMENT.withDescription(e.getMessage());
    }
  }

  private void configure(byte[] request) {
    try {
      asked.add(ConfigurationCodec.readRequest(request));
    } catch (RefusedException e) {
      wrong.add(e.toString());
    }
  }

  private <T> T next(BlockingQueue<T> queue, String what) {
    try {
      T next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      failWhereARuleWasBroken();
      if (next == null) {
        throw new AssertionError("no " + what + " within " + PATIENCE_SECONDS + " s");
      }
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void failWhereARuleWasBroken() {
    if (!wrong.isEmpty()) {
      throw new AssertionError("the agent broke a rule: " + wrong);
    }
  }

  private final class Doorkeeper implements ServerInterceptor {
    private final Metadata.Key<String> authorization =
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      String shown = headers.get(authorization);
      String expected = token == null ? null : "Bearer " + token;
      if (Objects.equals(shown, expected)) {
        return next.startCall(call, headers);
      }
      turnedAway.add(String.valueOf(shown));
      call.close(Status.UNAUTHENTICATED, new Metadata());
      return new ServerCall.Listener<>() {};
    }
  }
}
