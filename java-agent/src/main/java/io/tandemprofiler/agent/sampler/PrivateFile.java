package io.tandemprofiler.agent.sampler;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Makes files that only this user can open. Thread-safe: only functions. */
final class PrivateFile {
  private static final int WRITABLE_BY_OTHERS = 02;
  private static final int STICKY = 01000;
  private static final String PREFIX = "tandem-";
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /** Of files in use none lives longer without being written to: a window is an hour at most. */
  private static final long ABANDONED_MILLIS = 2 * 3_600_000;

  private PrivateFile() {}

  /** What a place is good for; throws where it is not. */
  interface Use<T> {
    T of(Path file) throws IOException;
  }

  /**
   * Makes an empty file in {@code java.io.tmpdir} or else in memory ({@code /dev/shm}), which comes
   * first where others may take files out of the former; hands it to {@code use}, and deletes its
   * name before returning.
   *
   * @throws IOException why no place served
   */
  static <T> T use(String suffix, Use<T> use) throws IOException {
    IOException refused = new IOException("no directory for temporary files can be used");
    for (Path place : places()) {
      try {
        Path file = newFile(place, suffix);
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

  /**
   * Makes an empty file that keeps its name until whoever asked for it deletes it.
   *
   * @throws IOException why no place served
   */
  static Path create(String suffix) throws IOException {
    IOException refused = new IOException("no directory for temporary files can be used");
    for (Path place : places()) {
      try {
        return newFile(place, suffix);
      } catch (IOException e) {
        refused.addSuppressed(e);
      }
    }
    throw refused;
  }

  /** Deletes what earlier runs left that were killed. */
  static void deleteAbandoned() {
    long before = System.currentTimeMillis() - ABANDONED_MILLIS;
    for (Path place : places()) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(place, PREFIX + "*.{jfr,so}")) {
        for (Path file : files) {
          deleteIfOlder(file, before);
        }
      } catch (IOException | DirectoryIteratorException e) {
        // a place that cannot be read holds nothing of ours
      }
    }
  }

  private static void deleteIfOlder(Path file, long beforeMillis) {
    try {
      if (Files.getLastModifiedTime(file, NOFOLLOW_LINKS).toMillis() < beforeMillis) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // another user's file, or another run deleted it first
    }
  }

  /** {@link Files#createTempFile} fails for good where java.io.tmpdir was no path when it began. */
  private static Path newFile(Path place, String suffix) throws IOException {
    String random = Long.toHexString(ThreadLocalRandom.current().nextLong());
    return Files.createFile(place.resolve(PREFIX + random + suffix), OWNER_ONLY);
  }

  /**
   * Whether others may put something else in the place of a file there. Where that is not known,
   * they may not.
   */
  private static boolean isOpenToOthers(Path place) {
    try {
      int mode = (int) Files.getAttribute(place, "unix:mode");
      return (mode & WRITABLE_BY_OTHERS) != 0 && (mode & STICKY) == 0;
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /** What {@code java.io.tmpdir} says may be no path at all, in the letters of this machine. */
  private static List<Path> places() {
    Path memory = Path.of("/dev/shm");
    try {
      Path temporary = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
      return isOpenToOthers(temporary) ? List.of(memory, temporary) : List.of(temporary, memory);
    } catch (InvalidPathException e) {
      return List.of(memory);
    }
  }
}
