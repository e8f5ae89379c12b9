package io.tandemprofiler.agent.program;

import com.google.common.base.Joiner;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.StringValue;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.StringDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Uses older versions of what agents are made of, and says which. */
public final class OlderProgram {
  private OlderProgram() {}

  public static void main(String[] arguments) throws InvalidProtocolBufferException {
    EmbeddedChannel channel =
        new EmbeddedChannel(
            new LineBasedFrameDecoder(80), new StringDecoder(StandardCharsets.UTF_8));
    channel.writeInbound(Unpooled.copiedBuffer("by netty\n", StandardCharsets.UTF_8));
    String read = channel.readInbound();
    channel.finish();
    String parsed = StringValue.parseFrom(StringValue.of("by protobuf").toByteArray()).getValue();
    String joined = Joiner.on(", ").join(List.of("by guava", read, parsed));
    LoggerFactory.getLogger("shop").info("by slf4j, {}", joined);
    System.out.println("counts " + Work.primes());
    for (Class<?> type :
        List.of(EmbeddedChannel.class, StringValue.class, Joiner.class, LoggerFactory.class)) {
      System.out.println(jar(type));
    }
  }

  private static Path jar(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath())
        .getFileName();
  }
}
