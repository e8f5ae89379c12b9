package io.tandemprofiler.agent.program;

import io.grpc.CallOptions;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** Uses a gRPC of its own, older than the agent's, and says which. */
public final class GrpcProgram {
  private GrpcProgram() {}

  public static void main(String[] arguments) throws Exception {
    ManagedChannel channel =
        OkHttpChannelBuilder.forTarget(arguments[0], InsecureChannelCredentials.create()).build();
    try {
      ClientCalls.blockingUnaryCall(channel, unknownMethod(), CallOptions.DEFAULT, new byte[0]);
    } catch (StatusRuntimeException e) {
      System.out.println(e.getStatus().getCode());
    } finally {
      channel.shutdownNow();
    }
    System.out.println(
        ManagedChannelBuilder.class.getProtectionDomain().getCodeSource().getLocation());
    System.in.read(); // ends with its input
  }

  private static MethodDescriptor<byte[], byte[]> unknownMethod() {
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName("nobody/Knows")
        .setRequestMarshaller(new Nothing())
        .setResponseMarshaller(new Nothing())
        .build();
  }

  private static final class Nothing implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] message) {
      return new ByteArrayInputStream(message);
    }

    @Override
    public byte[] parse(InputStream message) {
      return new byte[0];
    }
  }
}
