package io.tandemprofiler.collector.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** The folder that holds everything a collector keeps, held against other collectors. */
public final class DataFolder implements AutoCloseable {
  private static final int PROBE_BYTES = 4096;

  private final Path path;
  private final FileChannel channel;

  private DataFolder(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Creates the folder where there is none, for its owner alone, and holds it until {@link #close}
   * or the process ends.
   *
   * @throws StorageException where another collector holds it or it cannot be written
   */
  public static DataFolder hold(Path path) {
    Path folder = path.toAbsolutePath().normalize();
    try {
      Files.createDirectories(folder, ownersAlone("rwx------"));
      FileChannel channel =
          FileChannel.open(createFile(folder.resolve("lock")), StandardOpenOption.WRITE);
      if (!isLocked(channel)) {
        channel.close();
        throw new StorageException(
            "data folder " + folder + " is in use by another collector", null);
      }
      return new DataFolder(folder, channel);
    } catch (IOException e) {
      throw new StorageException("data folder " + folder + " cannot be written: " + e, e);
    }
  }

  /** Absolute. */
  public Path path() {
    return path;
  }

  /**
   * A file in the folder, created empty and for its owner alone where there is none.
   *
   * @throws StorageException where it cannot be
   */
  Path file(String name) {
    try {
      return createFile(path.resolve(name));
    } catch (IOException e) {
      throw new StorageException("create " + path.resolve(name) + ": " + e, e);
    }
  }

  /**
   * Writes a few bytes and waits until they are on the disk. Callers wait for each other.
   *
   * @throws StorageException where that fails, as on a full disk
   */
  public synchronized void requireWritable() {
    Path probe = file("probe");
    try (FileChannel written = FileChannel.open(probe, StandardOpenOption.WRITE)) {
      written.write(ByteBuffer.allocate(PROBE_BYTES), 0);
      written.force(false);
    } catch (IOException e) {
      throw new StorageException("write " + probe + ": " + e, e);
    }
  }

  /**
   * A file in a folder that another process may hold; both are created for their owner alone where
   * there is none.
   *
   * @throws StorageException where they cannot be
   */
  static Path fileIn(Path path, String name) {
    Path folder = path.toAbsolutePath().normalize();
    try {
      Files.createDirectories(folder, ownersAlone("rwx------"));
      return createFile(folder.resolve(name));
    } catch (IOException e) {
      throw new StorageException("create " + folder.resolve(name) + ": " + e, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new StorageException("release data folder " + path, e);
    }
  }

  private static Path createFile(Path file) throws IOException {
    if (Files.notExists(file)) {
      Files.createFile(file, ownersAlone("rw-------"));
    }
    return file;
  }

  /** Nothing where the file system knows no such permissions. */
  static FileAttribute<?>[] ownersAlone(String permissions) {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  /** The lock lives as long as the channel. */
  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // held by this very process
    }
  }
}
