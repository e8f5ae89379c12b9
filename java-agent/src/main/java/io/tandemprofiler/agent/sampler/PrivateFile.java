package io.tandemprofiler.agent.sampler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/** Makes files that only this user can open. Thread-safe: only functions. */
final class PrivateFile {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private PrivateFile() {}

  /** What a place is good for; throws where it is not. */
  interface Use<T> {
    T of(Path file) throws IOException;
  }

  /**
   * Makes an empty file in {@code java.io.tmpdir} or else in memory ({@code /dev/shm}), hands it to
   * {@code use}, and deletes its name before returning.
   *
   * @throws IOException why no place served
   */
  static <T> T use(String suffix, Use<T> use) throws IOException {
    IOException refused = new IOException("no directory for temporary files can be used");
    for (Path place : List.of(Path.of(System.getProperty("java.io.tmpdir")), Path.of("/dev/shm"))) {
      try {
        Path file = Files.createTempFile(place, "tandem-", suffix, OWNER_ONLY);
        try {
          return use.of(file);
        } finally {
          Files.deleteIfExists(file);
        }
      } catch (IOException e) {
        refused.addSuppressed(e);
      }
    }
    throw refused;
  }
}
