package io.tandemprofiler.agent.config;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** A file of settings, in the format of {@link Properties}. Thread-safe: only functions. */
final class SettingsFile {
  private static final long MAX_BYTES = 1 << 20;

  private SettingsFile() {}

  /**
   * What it says, by the settings' names.
   *
   * @throws IllegalArgumentException where an escape is malformed
   */
  static Properties read(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new FileNotFoundException("not a file"); // a pipe would wait for its writer
    }
    if (Files.size(path) > MAX_BYTES) {
      throw new IOException("longer than " + MAX_BYTES + " bytes");
    }
    Properties properties = new Properties();
    properties.load(new StringReader(Files.readString(path)));
    return properties;
  }
}
