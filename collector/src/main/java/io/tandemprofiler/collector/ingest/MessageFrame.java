package io.tandemprofiler.collector.ingest;

import io.tandemprofiler.collector.ingest.BytesInFlight.Reservation;
import io.tandemprofiler.wire.RefusedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** One message as gRPC frames it: a flag, a length, the bytes, gzipped or not. */
final class MessageFrame {
  /** R1: a message as sent. */
  static final int MAX_SENT_BYTES = 16 << 20;

  /** R1: a message inflated. */
  static final int MAX_INFLATED_BYTES = 64 << 20;

  static final int HEADER_BYTES = 5;

  private MessageFrame() {}

  /** The frame of a message that is not compressed. */
  static byte[] wrap(byte[] message) {
    return ByteBuffer.allocate(HEADER_BYTES + message.length)
        .put((byte) 0)
        .putInt(message.length)
        .put(message)
        .array();
  }

  /**
   * The message in a request body that is one frame.
   *
   * @param encoding of the message where the frame says that it is compressed
   * @param reservation grows by what is inflated
   * @throws RefusedException citing R1 or R2
   * @throws CallException where the encoding is not known, or memory does not suffice
   */
  static byte[] unwrap(byte[] body, String encoding, Reservation reservation)
      throws RefusedException {
    if (body.length < HEADER_BYTES) {
      throw RefusedException.of("R2", "a frame of " + body.length + " bytes");
    }
    int flag = body[0];
    int length = ByteBuffer.wrap(body).getInt(1);
    if ((flag & ~1) != 0 || length != body.length - HEADER_BYTES) {
      throw RefusedException.of(
          "R2",
          String.format(
              "a frame with flag %d and length %d holds %d bytes",
              flag, length, body.length - HEADER_BYTES));
    }
    if (flag == 0) {
      return Arrays.copyOfRange(body, HEADER_BYTES, body.length);
    }
    if (!encoding.equals("gzip")) {
      throw new CallException(
          CallException.UNIMPLEMENTED, "grpc-encoding '" + encoding + "' is not gzip");
    }
    return inflate(body, reservation);
  }

  /** Stops at the limit: never more is inflated than may be kept. */
  private static byte[] inflate(byte[] body, Reservation reservation) throws RefusedException {
    ByteArrayOutputStream inflated = new ByteArrayOutputStream(body.length);
    byte[] chunk = new byte[16 << 10];
    try (GzipBody in = new GzipBody(body, HEADER_BYTES, body.length - HEADER_BYTES)) {
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        if (inflated.size() + read > MAX_INFLATED_BYTES) {
          throw RefusedException.of(
              "R1", "the message has more than " + MAX_INFLATED_BYTES + " bytes inflated");
        }
        reservation.grow(read);
        inflated.write(chunk, 0, read);
      }
      if (in.bytesAfterEnd() > 0) {
        throw RefusedException.of("R2", in.bytesAfterEnd() + " bytes after the end of the gzip");
      }
    } catch (IOException e) {
      throw RefusedException.of("R2", "broken gzip: " + e.getMessage());
    }
    return inflated.toByteArray();
  }
}
