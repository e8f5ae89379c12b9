package io.tandemprofiler.agent.upload;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The gRPC channel to one collector: bytes there, bytes back. All its threads come from the given
 * factory; where one ends for want of memory, a call ends by its deadline, and whoever calls next
 * has a new connection. Calls block, whoever interrupts, and throw {@link
 * io.grpc.StatusRuntimeException}, or {@link IOException} where the token cannot be read, whose
 * message is our own.
 */
final class CollectorConnection implements AutoCloseable {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  /** gRPC's own threads end after {@link #close} and hand each other what nobody needs any more. */
  private static final RejectedExecutionHandler AFTER_THE_END =
      new ThreadPoolExecutor.DiscardPolicy();

  /** How much later than its deadline a call is given up whose timer has ended, too. */
  private static final long LATE_MILLIS = 1_000;

  private final ExecutorService executor;
  private final ScheduledExecutorService timer;
  private final ManagedChannel channel;
  private final URI collector;
  private final Credentials credentials;

  /**
   * @throws IOException where the credentials cannot be read
   */
  CollectorConnection(
      URI collector, Credentials credentials, String userAgent, ThreadFactory threads)
      throws IOException {
    this.collector = collector;
    this.credentials = credentials;
    boolean secure = Credentials.isSecure(collector);
    ChannelCredentials security = credentials.channelTo(collector);
    executor =
        new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 60, SECONDS, new SynchronousQueue<>(), threads, AFTER_THE_END);
    timer = new ScheduledThreadPoolExecutor(1, threads, AFTER_THE_END);
    int port = collector.getPort() >= 0 ? collector.getPort() : secure ? 443 : 80;
    channel =
        builder(collector.getHost(), port, security)
            .userAgent(userAgent)
            .executor(executor)
            .offloadExecutor(executor)
            .transportExecutor(executor)
            .scheduledExecutorService(timer)
            .proxyDetector(address -> null) // else it asks the application's ProxySelector
            .socketFactory(new DirectSockets())
            .disableRetry()
            .build();
  }

  private static OkHttpChannelBuilder builder(String host, int port, ChannelCredentials security)
      throws IOException {
    try {
      return OkHttpChannelBuilder.forAddress(host, port, security);
    } catch (IllegalArgumentException e) { // its message can have the file's text
      throw new IOException("ca, certificate or key is no PEM file of its kind", e);
    }
  }

  void upload(byte[] request, long timeoutMillis) throws IOException {
    call(ProfilerMethods.UPLOAD, request, timeoutMillis);
  }

  byte[] configure(byte[] request, long timeoutMillis) throws IOException {
    return call(ProfilerMethods.CONFIGURE, request, timeoutMillis);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    executor.shutdown();
    timer.shutdown();
  }

  private byte[] call(MethodDescriptor<byte[], byte[]> method, byte[] request, long timeoutMillis)
      throws IOException {
    CallOptions options =
        CallOptions.DEFAULT
            .withExecutor(Runnable::run) // not ours, which may have been closed meanwhile
            .withCompression("gzip")
            .withDeadlineAfter(timeoutMillis, TimeUnit.MILLISECONDS);
    return await(
        ClientCalls.futureUnaryCall(showingTheToken().newCall(method, options), request),
        timeoutMillis + LATE_MILLIS);
  }

  private Channel showingTheToken() throws IOException {
    Metadata headers = new Metadata();
    credentials.tokenFor(collector).ifPresent(own -> headers.put(AUTHORIZATION, "Bearer " + own));
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static byte[] await(Future<byte[]> answer, long millis) {
    while (true) {
      try {
        return answer.get(millis, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        // by an application that interrupts every thread: it waits on
      } catch (ExecutionException e) {
        throw Status.fromThrowable(e.getCause())
            .asRuntimeException(Status.trailersFromThrowable(e.getCause()));
      } catch (TimeoutException e) {
        answer.cancel(true);
        throw Status.DEADLINE_EXCEEDED.asRuntimeException();
      }
    }
  }
}
