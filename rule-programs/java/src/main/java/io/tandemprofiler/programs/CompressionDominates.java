package io.tandemprofiler.programs;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Answers compressed at zlib's default level, one by one; or inflated, which is cheap. */
final class CompressionDominates {
  private static final byte[] ANSWER = new byte[100_000];
  private static byte[] compressed;

  private CompressionDominates() {}

  public static void main(String[] args) throws Exception {
    for (int i = 0; i < ANSWER.length; i++) {
      ANSWER[i] = (byte) ('a' + Integer.hashCode(i * 31 ^ i >> 3) % 17);
    }
    compressed = compress();
    Program.run(args, () -> Program.keep(compress()), CompressionDominates::nearMiss);
  }

  private static byte[] compress() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(ANSWER);
    }
    return bytes.toByteArray();
  }

  private static void nearMiss() throws Exception {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
      Program.keep(in.readAllBytes());
    }
  }
}
