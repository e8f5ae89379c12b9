package io.tandemprofiler.collector;

import io.grpc.CallOptions;
import io.grpc.Compressor;
import io.grpc.CompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.TlsChannelCredentials;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Calls a collector as agents do, by grpc-java, with any bytes. */
public final class Agent implements AutoCloseable {
  private static final int MAX_ANSWER_BYTES = 1 << 20;

  private final ManagedChannel channel;

  public Agent(String url) {
    this(url, CompressorRegistry.getDefaultInstance());
  }

  private Agent(String url, CompressorRegistry compressors) {
    URI address = URI.create(url);
    channel =
        OkHttpChannelBuilder.forAddress(address.getHost(), address.getPort())
            .usePlaintext()
            .compressorRegistry(compressors)
            .maxInboundMessageSize(MAX_ANSWER_BYTES)
            .build();
  }

  private Agent(ManagedChannel channel) {
    this.channel = channel;
  }

  /** An agent that shows a token, in clear. */
  static Agent showing(String url, String token) {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    URI address = URI.create(url);
    return new Agent(
        OkHttpChannelBuilder.forAddress(address.getHost(), address.getPort())
            .usePlaintext()
            .intercept(MetadataUtils.newAttachHeadersInterceptor(headers))
            .build());
  }

  /** An agent that trusts an authority, and shows a certificate of its own where there is one. */
  static Agent encrypted(String url, Path ca, Optional<Path> certificate, Optional<Path> key)
      throws IOException {
    TlsChannelCredentials.Builder own =
        TlsChannelCredentials.newBuilder().trustManager(ca.toFile());
    if (certificate.isPresent()) {
      own.keyManager(certificate.get().toFile(), key.orElseThrow().toFile());
    }
    URI address = URI.create(url);
    return new Agent(
        OkHttpChannelBuilder.forAddress(address.getHost(), address.getPort(), own.build()).build());
  }

  /** An agent whose gzipped messages are these bytes, whatever it is asked to send. */
  public static Agent sending(String url, byte[] gzipped) {
    CompressorRegistry compressors = CompressorRegistry.newEmptyInstance();
    compressors.register(
        new Compressor() {
          @Override
          public String getMessageEncoding() {
            return "gzip";
          }

          @Override
          public OutputStream compress(OutputStream out) throws IOException {
            out.write(gzipped);
            out.close();
            return OutputStream.nullOutputStream();
          }
        });
    return new Agent(url, compressors);
  }

  public byte[] upload(byte[] request) {
    return call("Upload", request, CallOptions.DEFAULT);
  }

  public byte[] uploadGzipped(byte[] request) {
    return call("Upload", request, CallOptions.DEFAULT.withCompression("gzip"));
  }

  public byte[] configure(byte[] request) {
    return call("Configure", request, CallOptions.DEFAULT);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private byte[] call(String method, byte[] request, CallOptions options) {
    return ClientCalls.blockingUnaryCall(channel, method(method), options, request);
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
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
