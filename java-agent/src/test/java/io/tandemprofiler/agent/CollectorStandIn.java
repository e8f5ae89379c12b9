package io.tandemprofiler.agent;

import io.grpc.InsecureServerCredentials;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.stub.ServerCalls;
import io.tandemprofiler.model.AgentConfiguration;
import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.Upload;
import io.tandemprofiler.wire.ConfigurationCodec;
import io.tandemprofiler.wire.RefusedException;
import io.tandemprofiler.wire.UploadReader;
import io.tandemprofiler.wire.UploadWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A gRPC server on the loopback that reads what agents send with the project's own reader, so that
 * nothing uncanonical passes. Thread-safe.
 */
public final class CollectorStandIn implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final BlockingQueue<Upload> uploads = new LinkedBlockingQueue<>();
  private final BlockingQueue<Producer> asked = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> wrong = new LinkedBlockingQueue<>();
  private final Server server;
  private volatile AgentConfiguration answer = new AgentConfiguration(1, false, 0, 0, 0, 0);
  private volatile Status refusal;

  public CollectorStandIn() throws IOException {
    this(0);
  }

  public CollectorStandIn(int port) throws IOException {
    server =
        OkHttpServerBuilder.forPort(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                InsecureServerCredentials.create())
            .addService(
                ServerServiceDefinition.builder("tandem.v1.ProfilerService")
                    .addMethod(
                        method("Upload"),
                        ServerCalls.asyncUnaryCall(
                            (request, reply) -> {
                              Status status = receive(request);
                              if (status.isOk()) {
                                reply.onNext(new byte[0]);
                                reply.onCompleted();
                              } else {
                                reply.onError(status.asRuntimeException());
                              }
                            }))
                    .addMethod(
                        method("Configure"),
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
    return "http://127.0.0.1:" + server.getPort();
  }

  public int port() {
    return server.getPort();
  }

  /** What every upload gets from now on; {@code null} for welcome. */
  public void refuseWith(Status status) {
    refusal = status;
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

  /** All uploads so far that were not taken yet. */
  public List<Upload> uploadsSoFar() {
    List<Upload> taken = new ArrayList<>();
    uploads.drainTo(taken);
    return taken;
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination();
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
      if (!wrong.isEmpty()) {
        throw new AssertionError("the agent broke a rule: " + wrong);
      }
      if (next == null) {
        throw new AssertionError("no " + what + " within " + PATIENCE_SECONDS + " s");
      }
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static MethodDescriptor<byte[], byte[]> method(String name) {
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName("tandem.v1.ProfilerService/" + name)
        .setRequestMarshaller(new Bytes())
        .setResponseMarshaller(new Bytes())
        .build();
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] message) {
      return new ByteArrayInputStream(message);
    }

    @Override
    public byte[] parse(InputStream message) {
      try {
        return message.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
