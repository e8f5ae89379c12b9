package io.tandemprofiler.collector.ingest;

import io.tandemprofiler.collector.ingest.BytesInFlight.Reservation;
import io.tandemprofiler.wire.RefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One message as gRPC frames it: a flag, a length, the bytes, gzipped or not. */
final class MessageFrame {
  /** R1: a message as sent. */
  static final int MAX_SENT_BYTES = 16 << 20;

  /** R1: a message inflated. */
  static final int MAX_INFLATED_BYTES = 64 << 20;

  static final int HEADER_BYTES = 5;

  private static final int CHUNK_BYTES = 64 << 10;

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
   * @throws CallException where memory does not suffice
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
      throw RefusedException.of("R2", "grpc-encoding '" + encoding + "' is not gzip");
    }
    return inflate(body, reservation);
  }

  /**
   * Stops at the limit: never more is inflated than may be kept. In chunks, for one array that
   * grows needs thrice its size at times, and all of it in one piece.
   */
  private static byte[] inflate(byte[] body, Reservation reservation) throws RefusedException {
    List<byte[]> chunks = new ArrayList<>();
    int size = 0;
    try (GzipBody in = new GzipBody(body, HEADER_BYTES, body.length - HEADER_BYTES)) {
      for (byte[] chunk = in.readNBytes(CHUNK_BYTES);
          chunk.length > 0;
          chunk = in.readNBytes(CHUNK_BYTES)) {
        size += chunk.length;
        if (size > MAX_INFLATED_BYTES) {
          throw RefusedException.of(
              "R1", "the message has more than " + MAX_INFLATED_BYTES + " bytes inflated");
        }
        reservation.grow(chunk.length);
        chunks.add(chunk);
      }
      if (in.bytesAfterEnd() > 0) {
        throw RefusedException.of("R2", in.bytesAfterEnd() + " bytes after the end of the gzip");
      }
    } catch (IOException e) {
      throw RefusedException.of("R2", "broken gzip: " + e.getMessage());
    }
    ByteBuffer inflated = ByteBuffer.allocate(size);
    chunks.forEach(inflated::put);
    return inflated.array();
  }
}
