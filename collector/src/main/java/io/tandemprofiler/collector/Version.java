package io.tandemprofiler.collector;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.IVersionProvider;

/** Which collector this is. */
final class Version implements IVersionProvider {
  /** As in {@code 0.1.0}. */
  static String number() {
    try (InputStream in = Version.class.getResourceAsStream("version.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).trim();
    } catch (IOException e) {
      throw new UncheckedIOException("read version.txt", e);
    }
  }

  @Override
  public String[] getVersion() {
    return new String[] {"tandem-collector " + number()};
  }
}
