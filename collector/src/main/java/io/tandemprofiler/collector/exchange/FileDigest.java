package io.tandemprofiler.collector.exchange;

import io.tandemprofiler.model.Producer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Makes the same ids of the same file, so that what is imported twice is stored once. */
final class FileDigest {
  private static final int ID_BYTES = 16;

  private FileDigest() {}

  /** SHA-256, to be fed. */
  static MessageDigest begin() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Of the file's n-th profile, as whoever imports it. */
  static byte[] id(byte[] file, Producer producer, int n) {
    MessageDigest digest = begin();
    digest.update(file);
    digest.update(producer.toString().getBytes(StandardCharsets.UTF_8));
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(n).array());
    return Arrays.copyOf(digest.digest(), ID_BYTES);
  }
}
