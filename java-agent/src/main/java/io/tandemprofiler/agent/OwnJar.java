package io.tandemprofiler.agent;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;

/** The jar that this class came out of. Thread-safe: only functions. */
final class OwnJar {
  private OwnJar() {}

  static Path path() throws IOException {
    try {
      return Path.of(OwnJar.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException("the agent's own jar is not found", e);
    }
  }
}
