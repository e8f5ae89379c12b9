package io.tandemprofiler.agent.upload;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a small file that a setting names. Thread-safe: only functions. */
final class SettingFile {
  private static final int MAX_BYTES = 1 << 20; // a system's list of authorities is 0.2 MiB

  private SettingFile() {}

  /**
   * All that it holds.
   *
   * @throws IOException where it cannot be read, or is too long; the message names the setting,
   *     never the file
   */
  static byte[] read(String setting, Path file) throws IOException {
    byte[] bytes;
    try {
      if (!Files.isRegularFile(file)) { // to open a pipe would wait for its other end
        throw new IOException("no file");
      }
      try (InputStream opened = Files.newInputStream(file)) {
        bytes = opened.readNBytes(MAX_BYTES + 1);
      }
    } catch (IOException e) {
      throw new IOException("the file of the setting " + setting + " cannot be read", e);
    }
    if (bytes.length > MAX_BYTES) {
      throw new IOException(
          "the file of the setting " + setting + " is longer than " + MAX_BYTES + " bytes");
    }
    return bytes;
  }
}
