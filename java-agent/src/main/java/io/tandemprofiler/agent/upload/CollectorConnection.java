package io.tandemprofiler.agent.upload;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The gRPC channel to one collector: bytes there, bytes back. All its threads come from the given
 * factory. Calls block and throw {@link io.grpc.StatusRuntimeException}.
 */
final class CollectorConnection implements AutoCloseable {
  private static final String SERVICE = "tandem.v1.ProfilerService";
  private static final MethodDescriptor<byte[], byte[]> UPLOAD = method("Upload");
  private static final MethodDescriptor<byte[], byte[]> CONFIGURE = method("Configure");

  private final ExecutorService executor;
  private final ScheduledExecutorService timer;
  private final ManagedChannel channel;

  CollectorConnection(URI collector, String userAgent, ThreadFactory threads) {
    executor = Executors.newCachedThreadPool(threads);
    timer = Executors.newSingleThreadScheduledExecutor(threads);
    boolean secure = collector.getScheme().equals("https");
    int port = collector.getPort() >= 0 ? collector.getPort() : secure ? 443 : 80;
    OkHttpChannelBuilder builder =
        OkHttpChannelBuilder.forAddress(collector.getHost(), port)
            .userAgent(userAgent)
            .executor(executor)
            .offloadExecutor(executor)
            .transportExecutor(executor)
            .scheduledExecutorService(timer)
            .proxyDetector(address -> null) // else it asks the application's ProxySelector
            .socketFactory(new DirectSockets())
            .disableRetry();
    channel = (secure ? builder.useTransportSecurity() : builder.usePlaintext()).build();
  }

  void upload(byte[] request, long timeoutMillis) {
    call(UPLOAD, request, timeoutMillis);
  }

  byte[] configure(byte[] request, long timeoutMillis) {
    return call(CONFIGURE, request, timeoutMillis);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    executor.shutdown();
    timer.shutdown();
  }

  private byte[] call(MethodDescriptor<byte[], byte[]> method, byte[] request, long timeoutMillis) {
    CallOptions options =
        CallOptions.DEFAULT
            .withCompression("gzip")
            .withDeadlineAfter(timeoutMillis, TimeUnit.MILLISECONDS);
    return ClientCalls.blockingUnaryCall(channel, method, options, request);
  }

  private static MethodDescriptor<byte[], byte[]> method(String name) {
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
        .setRequestMarshaller(new Bytes())
        .setResponseMarshaller(new Bytes())
        .build();
  }

  /** Messages as they are: the wire package reads and writes them. */
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
