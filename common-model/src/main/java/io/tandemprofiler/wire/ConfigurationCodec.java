package io.tandemprofiler.wire;

import io.tandemprofiler.model.AgentConfiguration;
import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.Upload;

/**
 * The messages of {@code ProfilerService.Configure} and their bytes. Thread-safe: only functions.
 */
public final class ConfigurationCodec {
  private ConfigurationCodec() {}

  /** The bytes of the message {@code ConfigureRequest}. */
  public static byte[] writeRequest(Producer producer) {
    MessageWriter out = new MessageWriter();
    out.message(1, UploadWriter.producer(producer));
    out.number(2, Upload.FORMAT_REVISION);
    return out.toBytes();
  }

  /** Who asks. */
  public static Producer readRequest(byte[] request) throws RefusedException {
    MessageReader in = new MessageReader(request, "ConfigureRequest");
    Producer producer = null;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1:
          producer = ProducerReader.read(in.message("Producer"));
          break;
        case 2:
          in.index();
          break;
        default:
          throw in.unknownField();
      }
    }
    if (producer == null) {
      throw RefusedException.of("R9", "a request without a producer");
    }
    return producer;
  }

  /** The bytes of the message {@code AgentConfiguration}. */
  public static byte[] write(AgentConfiguration configuration) {
    MessageWriter out = new MessageWriter();
    out.number(1, configuration.formatRevision());
    out.number(2, configuration.disabled() ? 1 : 0);
    out.number(3, configuration.cpuHz());
    out.number(4, configuration.wallHz());
    out.number(5, configuration.reportSeconds());
    out.number(6, configuration.maxDepth());
    return out.toBytes();
  }

  /** What the collector asks. What a newer collector says beyond that is passed over. */
  public static AgentConfiguration read(byte[] configuration) throws RefusedException {
    MessageReader in = new MessageReader(configuration, "AgentConfiguration");
    int formatRevision = 0;
    boolean disabled = false;
    int[] settings = new int[4];
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1:
          formatRevision = in.index();
          break;
        case 2:
          disabled = in.flag();
          break;
        case 3:
        case 4:
        case 5:
        case 6:
          settings[field - 3] = in.index();
          break;
        default:
          in.skip();
          break;
      }
    }
    return new AgentConfiguration(
        formatRevision, disabled, settings[0], settings[1], settings[2], settings[3]);
  }
}
