package io.tandemprofiler.agent;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The version of this agent. */
final class Version {
  static final String TEXT = read();

  private Version() {}

  private static String read() {
    Properties properties = new Properties();
    try (InputStream file = Version.class.getResourceAsStream("version.properties")) {
      if (file != null) {
        properties.load(file);
      }
    } catch (IOException e) {
      // then it is not known
    }
    return properties.getProperty("version", "unknown");
  }
}
